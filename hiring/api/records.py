"""What can only be read of applications: their deadlines, events and decisions."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import mixins, serializers

from hiring import disclosure
from hiring.api.application_shape import DecisionSerializer
from hiring.api.base import Address
from hiring.api.clock_shape import DeadlineSerializer
from hiring.api.fields import Colleague, IdFilter, Instant, InstantFilter, OneOf
from hiring.api.permissions import may
from hiring.models import Application, ApplicationEvent, Deadline, Decision
from hiring.outbox import catalogue
from hiring.stages import Stage


class DeadlineFilter(django_filters.FilterSet):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    kind = django_filters.ChoiceFilter(choices=Deadline.Kind.choices)
    state = django_filters.ChoiceFilter(choices=Deadline.State.choices)
    due_before = InstantFilter(field_name="due_at", lookup_expr="lt", help_text="Due before this instant.")

    class Meta:
        model = Deadline
        fields = ()


class OfApplications(Address):
    """Rows of applications that the caller may see."""

    requisition_path = "application__requisition"

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        return rows.filter(application__in=Application.objects.visible_to(self.user).values("pk"))


class DeadlineViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OfApplications):
    """What is due, the next first."""

    queryset = Deadline.objects.select_related("owner").order_by("due_at", "pk")
    serializer_class = DeadlineSerializer
    filterset_class = DeadlineFilter
    required_scopes = {"read": "deadlines:read"}


class EventSerializer(serializers.ModelSerializer[ApplicationEvent]):
    """One line of history: what was done, by whom, why. Reasons that may name an amount need the scope `pay:read`.

    What would give away scorecards that the caller may not read yet is left out.
    """

    application = serializers.IntegerField(source="application_id", read_only=True)
    from_stage = OneOf(Stage.choices, read_only=True, allow_null=True)
    to_stage = OneOf(Stage.choices, read_only=True)
    by = Colleague(read_only=True, allow_null=True)
    at = Instant(read_only=True)
    reason = serializers.SerializerMethodField()
    details = serializers.SerializerMethodField()

    class Meta:
        model = ApplicationEvent
        fields = read_only_fields = (
            "id",
            "application",
            "verb",
            "from_stage",
            "to_stage",
            "by",
            "at",
            "reason",
            "details",
        )

    def get_reason(self, event: ApplicationEvent) -> str | None:
        return disclosure.told(event, sees_pay=self.context["sees_pay"]).reason or None

    def get_details(self, event: ApplicationEvent) -> dict[str, Any]:
        data = disclosure.told(event, sees_pay=self.context["sees_pay"]).data
        instants = {
            name: catalogue.spelled(datetime.fromisoformat(value))
            for name, value in data.items()
            if name.endswith("_at")
        }
        return data | instants

    def to_representation(self, event: ApplicationEvent) -> dict[str, Any]:
        shown = super().to_representation(event)
        return {**shown, "from_stage": shown["from_stage"] or None}


class EventFilter(django_filters.FilterSet):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    verb = django_filters.CharFilter(help_text="For example advance.")
    since = InstantFilter(field_name="at", lookup_expr="gte", help_text="At or after this instant.")
    updated_since = InstantFilter(field_name="at", lookup_expr="gte", help_text="The same: an event never changes.")

    class Meta:
        model = ApplicationEvent
        fields = ()


class EventViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """The history of the applications, from the first event on."""

    queryset = ApplicationEvent.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    requisition_path = "application__requisition"
    required_scopes = {"read": "applications:read"}

    def get_queryset(self) -> QuerySet[ApplicationEvent]:
        seen = Application.objects.visible_to(self.user).values("pk")
        events = disclosure.history_for(self.user).filter(application__in=seen)
        return events.select_related("by").order_by("at", "pk")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sees_pay": may(self.request, "pay:read")}


class DecisionFilter(django_filters.FilterSet):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    outcome = django_filters.ChoiceFilter(choices=Decision.Outcome.choices)
    updated_since = InstantFilter(field_name="at", lookup_expr="gte", help_text="Made at or after this instant.")

    class Meta:
        model = Decision
        fields = ()


class DecisionRowSerializer(DecisionSerializer):
    """Hire or not, of one application. Once made it does not change."""

    id = serializers.IntegerField(read_only=True)
    application = serializers.IntegerField(source="application_id", read_only=True)


class DecisionViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OfApplications):
    """The decisions, from the first on. `POST applications/{id}/decide/` makes one."""

    queryset = Decision.objects.select_related("by").order_by("at", "pk")
    serializer_class = DecisionRowSerializer
    filterset_class = DecisionFilter
    required_scopes = {"read": "applications:read"}


ROUTES = [("deadlines", DeadlineViewSet), ("events", EventViewSet), ("decisions", DecisionViewSet)]
