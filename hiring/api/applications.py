"""Applications through the API, with the verbs that need to know nothing of scorecards."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import candidates, clock, disclosure, intake, offers, pauses, pipeline, standing
from hiring.api.application_shape import ApplicationSerializer
from hiring.api.base import Address
from hiring.api.candidates import CandidateInput
from hiring.api.fields import IdFilter, Instant, InstantFilter, OneOf, Strict, Text
from hiring.candidates import Person
from hiring.models import Application, Candidate, Decision, Requisition
from hiring.sla import Standing
from hiring.stages import Stage


@extend_schema_field({"oneOf": [{"type": "integer"}, {"$ref": "#/components/schemas/CandidateInput"}]})
class CandidateOrId(serializers.Field[Any, Any, Any, Any]):
    """The id of a candidate, or what is known of one."""

    def to_internal_value(self, data: Any) -> Candidate | Person:
        if isinstance(data, dict):
            form = CandidateInput(data=data, context=self.context)
            form.is_valid(raise_exception=True)
            return Person(**form.validated_data)
        seen = candidates.visible_to(self.context["request"].user)
        return serializers.PrimaryKeyRelatedField(queryset=seen).to_internal_value(data)


class ApplicationInput(Strict):
    """A candidate for a requisition. A candidate whose external id is known is brought up to date, not doubled."""

    requisition = serializers.PrimaryKeyRelatedField(queryset=Requisition.objects.all())
    candidate = CandidateOrId()
    external_id = Text(max_length=120)
    source_system = Text(max_length=60, help_text="Which system sends it, for example greenhouse.")
    applied_at = Instant(required=False, help_text="Now if not given.")


class AdvanceInput(Strict):
    stage = OneOf(Stage.choices, help_text="The stage that you believe is current; another one is refused with 409.")


class ReasonInput(Strict):
    reason = serializers.CharField(max_length=300)


class PauseInput(ReasonInput):
    review_at = Instant(required=False, help_text="When to look at the pause again; in three days if not given.")


class DecideInput(Strict):
    outcome = OneOf(Decision.Outcome.choices)
    reason = serializers.CharField(max_length=1000)


class ApplicationFilter(django_filters.FilterSet):
    updated_since = InstantFilter(
        method="since", help_text="Changed at or after this instant; the list then runs from the oldest change on."
    )
    stage = django_filters.ChoiceFilter(choices=Stage.choices)
    standing = django_filters.ChoiceFilter(
        method="stands", choices=[(one.value, one.value) for one in Standing], help_text="How it stands to its clock."
    )
    requisition = IdFilter(field_name="requisition_id", help_text="Id of a requisition.")
    candidate = IdFilter(field_name="candidate_id", help_text="Id of a candidate.")
    external_id = django_filters.CharFilter(help_text="Id in the source system.")
    source_system = django_filters.CharFilter(help_text="Name of the source system.")

    class Meta:
        model = Application
        fields = ()

    def since(self, queryset: QuerySet[Application], name: str, value: Any) -> QuerySet[Application]:
        return queryset.filter(updated_at__gte=value).order_by("updated_at", "pk")

    def stands(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return standing.having(Standing(value), queryset, now=clock.database_now())


class HiringApplicationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """One candidate on one requisition, each. The state is moved by verbs alone; nobody sees their own file."""

    queryset = Application.objects.all()
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    required_scopes = {
        "read": "applications:read",
        "write": "applications:write",
        "decide": "decisions:write",
        "accept": "pay:write",
        "decline": "pay:write",
    }

    def get_queryset(self) -> QuerySet[Application]:
        rows = Application.objects.visible_to(self.user).with_people().with_next_deadline()
        results = Prefetch("results", disclosure.results_for(self.user).select_related("by"))
        return rows.select_related("decision__by").prefetch_related(results).order_by("-created_at", "-pk")

    @extend_schema(
        request=ApplicationInput,
        responses={201: ApplicationSerializer},
        examples=[
            OpenApiExample(
                "A new candidate",
                value={
                    "requisition": 1,
                    "candidate": {"name": "Ada Example", "email": "ada@example.org", "external_id": "c-815"},
                    "external_id": "a-4711",
                    "source_system": "greenhouse",
                    "applied_at": "2026-11-20T09:00:00Z",
                },
                request_only=True,
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Accept somebody known or new into the process of an open requisition, which starts the clock."""
        given = self.given(ApplicationInput)
        requisition, person = given.pop("requisition"), given.pop("candidate")
        application = intake.receive(requisition, person, by=self.user, now=self.now, **given)
        return Response(self.shown(application), status.HTTP_201_CREATED)

    @extend_schema(request=ReasonInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """End it from our side."""
        application = self.get_object()
        return Response(self.shown(pipeline.reject(application, by=self.user, now=self.now, **self.given(ReasonInput))))

    @extend_schema(request=ReasonInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """End it from the candidate's side."""
        application = self.get_object()
        return Response(
            self.shown(pipeline.withdraw(application, by=self.user, now=self.now, **self.given(ReasonInput)))
        )

    @extend_schema(request=PauseInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Hold the planned dates. The promise runs on."""
        application = self.get_object()
        return Response(self.shown(pauses.pause(application, by=self.user, now=self.now, **self.given(PauseInput))))

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """End the pause: planned dates move by its length."""
        return Response(self.shown(pauses.resume(self.get_object(), by=self.user, now=self.now)))

    @extend_schema(request=DecideInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Hire or not. A decision against hiring rejects the candidate in the same breath."""
        application, given = self.get_object(), self.given(DecideInput)
        outcome = Decision.Outcome(given["outcome"])
        pipeline.decide(application, outcome=outcome, reason=given["reason"], by=self.user, now=self.now)
        return Response(self.shown(application))

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """The candidate accepts the offer that stands: hired."""
        return Response(self.shown(offers.accept(self.get_object(), by=self.user, now=self.now)))

    @extend_schema(request=ReasonInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """The candidate declines the offer that stands; a further one may follow."""
        application = self.get_object()
        return Response(self.shown(offers.decline(application, by=self.user, now=self.now, **self.given(ReasonInput))))
