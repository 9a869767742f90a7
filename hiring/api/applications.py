"""Applications through the API, with the verbs that need to know nothing of scorecards."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import candidates, clock, intake, offers, pauses, pipeline, standing
from hiring.api import application_rows, etags, pagination
from hiring.api.application_inputs import (
    ApplicationInput,
    DecideInput,
    KnownApplicationInput,
    PauseInput,
    ReasonInput,
)
from hiring.api.application_shape import ApplicationSerializer
from hiring.api.clock_shape import ClockSheetSerializer, clock_sheet
from hiring.api.fields import ChangedSince, IdFilter, reachable
from hiring.api.permissions import is_limited, refuse_limited
from hiring.api.upserts import PARAMETERS, PATH, Upserts
from hiring.candidates import Person
from hiring.models import Application, Decision
from hiring.sla import Standing
from hiring.stages import Stage


class ApplicationFilter(ChangedSince):
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

    def stands(self, queryset: QuerySet[Application], name: str, value: str) -> QuerySet[Application]:
        return standing.having(Standing(value), queryset, now=clock.database_now())


class HiringApplicationViewSet(mixins.ListModelMixin, Upserts):
    """One candidate on one requisition, each. The state is moved by verbs alone; nobody sees their own file."""

    queryset = Application.objects.all()
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    requisition_path = "requisition"
    required_scopes = {
        "read": "applications:read",
        "write": "applications:write",
        "decide": "decisions:write",
        "accept": "pay:write",
        "decline": "pay:write",
    }

    def get_queryset(self) -> QuerySet[Application]:
        return application_rows.in_order().visible_to(self.user)

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        application_rows.complete(page, reader=self.user)  # type: ignore[arg-type]
        return page

    def page(self, queryset: QuerySet[Any], after: Sequence[Any], limit: int) -> list[Any]:
        if self.is_filtered or is_limited(self.request):
            return pagination.page(queryset, after, limit)
        return application_rows.newest(limit, after, reader=self.user)

    def find(self) -> Application:
        if self.request.query_params or is_limited(self.request):
            found = super().find()
        else:
            found = application_rows.one(self.kwargs["pk"], reader=self.user)
        if found is None:
            raise Http404
        if self.request.method in SAFE_METHODS:  # a verb is pointed to its row, and reads it under its own lock
            application_rows.complete([found], reader=self.user)
        return found  # type: ignore[no-any-return]

    def fetched(self, pk: Any) -> Application:
        found = application_rows.one(pk, reader=self.user)
        if found is None:
            raise Http404
        application_rows.complete([found], reader=self.user)
        return found

    @extend_schema(request=ApplicationInput, responses={201: ApplicationSerializer})
    def create(self, request: Request) -> Response:
        """Accept somebody known or new into the process of an open requisition, which starts the clock."""
        given = self.given(ApplicationInput)
        self._refuse_beyond(given)
        requisition, person = given.pop("requisition"), given.pop("candidate")
        application = intake.receive(requisition, person, by=self.user, now=self.now, **given)
        return self.tagged(application, status.HTTP_201_CREATED)

    @extend_schema(
        request=KnownApplicationInput,
        responses={200: ApplicationSerializer, 201: ApplicationSerializer},
        parameters=PARAMETERS,
    )
    @action(detail=False, methods=["put"], url_path=PATH)
    def upsert(self, request: Request, source_system: str, external_id: str) -> Response:
        """Accept somebody into the process by the id of the source system, once.

        An application that is there is answered as it stands; what is new about its candidate is written. Only a new
        one needs `requisition` and `candidate`.
        """
        given = self.named(self.given(KnownApplicationInput), source_system, external_id)
        names = {name: given[name] for name in ("source_system", "external_id")}
        self.believed(Application.objects.filter(**names), may_create=True)
        self._refuse_beyond(given)
        requisition, person = given.pop("requisition", None), given.pop("candidate", None)
        application, is_new = intake.upsert(requisition, person, by=self.user, now=self.now, **given)
        return self.tagged(application, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(responses=ApplicationSerializer, parameters=PARAMETERS, filters=False)
    @upsert.mapping.get
    def by_external_id(self, request: Request, source_system: str, external_id: str) -> Response:
        """One application by the id of the source system."""
        return self.retrieved(request, source_system, external_id)

    @extend_schema(responses=ClockSheetSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def clock(self, request: Request, pk: str) -> Response:
        """Its clock: how it stands, all of its deadlines in the order in which they are due, the forecast."""
        return Response(clock_sheet(self.get_object(), now=self.now))

    @extend_schema(request=ReasonInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: str) -> Response:
        """End it from our side."""
        application = self.get_object()
        return self.tagged(pipeline.reject(application, by=self.user, now=self.now, **self.given(ReasonInput)))

    @extend_schema(request=ReasonInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """End it from the candidate's side."""
        application = self.get_object()
        return self.tagged(pipeline.withdraw(application, by=self.user, now=self.now, **self.given(ReasonInput)))

    @extend_schema(request=PauseInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Hold the planned dates. The promise runs on."""
        application = self.get_object()
        return self.tagged(pauses.pause(application, by=self.user, now=self.now, **self.given(PauseInput)))

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """End the pause: planned dates move by its length."""
        return self.tagged(pauses.resume(self.get_object(), by=self.user, now=self.now))

    @extend_schema(request=DecideInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Hire or not. A decision against hiring rejects the candidate in the same breath."""
        application, given = self.get_object(), self.given(DecideInput)
        outcome, believed = Decision.Outcome(given["outcome"]), etags.believed(request, application, required=False)
        with etags.kept():
            pipeline.decide(
                application, outcome=outcome, reason=given["reason"], by=self.user, now=self.now, believed=believed
            )
        return self.tagged(application)

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """The candidate accepts the offer that stands: hired."""
        return self.tagged(offers.accept(self.get_object(), by=self.user, now=self.now))

    @extend_schema(request=ReasonInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """The candidate declines the offer that stands; a further one may follow."""
        application = self.get_object()
        return self.tagged(offers.decline(application, by=self.user, now=self.now, **self.given(ReasonInput)))

    def _refuse_beyond(self, given: dict[str, Any]) -> None:
        """A key that is limited to requisitions neither writes on a candidate of others nor comes to see them so."""
        person = given.get("candidate")
        if isinstance(person, Person) and is_limited(self.request):
            known = candidates.known(person.external_id, person.source_system or given.get("source_system", ""))
            mine = reachable(known, self.request.auth, path="applications__requisition")
            if known.exclude(pk__in=mine.values("pk")).exists():
                refuse_limited(self.request)
