"""What can only be read of applications: their deadlines and events."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import mixins, serializers

from hiring import disclosure
from hiring.api.application_shape import EventSerializer
from hiring.api.base import Address
from hiring.api.fields import Colleague, IdFilter, Instant, InstantFilter, Text
from hiring.api.permissions import may
from hiring.models import Application, ApplicationEvent, Deadline


class DeadlineSerializer(serializers.ModelSerializer[Deadline]):
    """One obligation with an owner and a time."""

    application = serializers.IntegerField(source="application_id", read_only=True)
    subject = Text(read_only=True, help_text="Tells apart several of one kind.")
    owner = Colleague(read_only=True, allow_null=True)
    begins_at = Instant(read_only=True)
    at_risk_at = Instant(read_only=True)
    due_at = Instant(read_only=True)
    done_at = Instant(read_only=True, allow_null=True)

    class Meta:
        model = Deadline
        fields = read_only_fields = (
            "id",
            "application",
            "kind",
            "subject",
            "party",
            "owner",
            "begins_at",
            "at_risk_at",
            "due_at",
            "state",
            "done_at",
        )


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

    def get_queryset(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset()
        return rows.filter(application__in=Application.objects.visible_to(self.user).values("pk"))


class DeadlineViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, OfApplications):
    """What is due, the next first."""

    queryset = Deadline.objects.select_related("owner").order_by("due_at", "pk")
    serializer_class = DeadlineSerializer
    filterset_class = DeadlineFilter
    required_scopes = {"read": "deadlines:read"}


class EventFilter(django_filters.FilterSet):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    verb = django_filters.CharFilter(help_text="For example advance.")
    since = InstantFilter(field_name="at", lookup_expr="gte", help_text="At or after this instant.")

    class Meta:
        model = ApplicationEvent
        fields = ()


class EventViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """The history of the applications, from the first event on."""

    queryset = ApplicationEvent.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilter
    required_scopes = {"read": "applications:read"}

    def get_queryset(self) -> QuerySet[ApplicationEvent]:
        seen = Application.objects.visible_to(self.user).values("pk")
        events = disclosure.history_for(self.user).filter(application__in=seen)
        return events.select_related("by").order_by("at", "pk")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sees_pay": may(self.request, "pay:read")}


ROUTES = [("deadlines", DeadlineViewSet), ("events", EventViewSet)]
