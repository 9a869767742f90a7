"""Offers through the API, for those who set pay: versions, their verbs, their letter."""

import contextlib
import dataclasses
import json
from datetime import datetime
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import (
    approvals,
    letter_files,
    offer_drafts,
    offer_letters,
    offer_reading,
    offer_terms,
    offers,
    pay_statistics,
)
from hiring.api import etags, problems
from hiring.api.base import Readable
from hiring.api.etags import IF_MATCH
from hiring.api.fields import ChangedSince, IdFilter
from hiring.api.offer_inputs import (
    AnswerNote,
    ExtendInput,
    OfferDraftInput,
    OfferEditInput,
    SendBackInput,
    StatisticsQuery,
)
from hiring.api.offer_shape import OfferSerializer, PayCellsSerializer
from hiring.api.permissions import refuse_limited, token_of
from hiring.models import Application, Offer
from hiring.offer_terms import Terms


class OfferFilter(ChangedSince):
    application = IdFilter(field_name="application_id", help_text="Id of an application.")
    state = django_filters.ChoiceFilter(choices=Offer.State.choices)

    class Meta:
        model = Offer
        fields = ()


class PdfRenderer(JSONRenderer):
    """Lets a caller ask for a PDF: the view makes it. What is left to render is a problem, in JSON as ever."""

    media_type, format = letter_files.MEDIA_TYPE, "pdf"


class OfferViewSet(mixins.ListModelMixin, Readable):
    """Offers, the newest draft first. Every answer that names an amount is in the audit."""

    queryset = Offer.objects.select_related("level", "region", "drafted_by", "extended_by").order_by(
        "-drafted_at", "-pk"
    )
    serializer_class = OfferSerializer
    filterset_class = OfferFilter
    required_scopes = {"read": "pay:read", "write": "pay:write"}
    requisition_path = "application__requisition"
    is_whole = True

    def get_queryset(self) -> QuerySet[Offer]:
        rows: QuerySet[Offer] = super().get_queryset()
        return offer_reading.visible_to(self.user, rows).prefetch_related("approvals__seats__user")

    def paginate_queryset(self, queryset: Any) -> Any:
        return self._recorded(super().paginate_queryset(queryset))

    def read(self, row: Any) -> dict[str, Any]:
        """One version of an offer: whoever is answered with it stands in the audit."""
        return super().read(*self._recorded([row]))

    def replayed(self, request: Request, response: HttpResponseBase) -> None:
        """The amounts of an earlier answer are read once more."""
        if 200 <= response.status_code < 300 and isinstance(response, HttpResponse):
            row = Offer.objects.filter(pk=json.loads(response.content)["id"])
            offer_reading.record(request.user, row, door="api", token=token_of(request), now=self.now)  # type: ignore[arg-type]

    @extend_schema(request=OfferDraftInput, responses={201: OfferSerializer})
    def create(self, request: Request) -> Response:
        """Draft an offer. Nothing is told to the candidate before it is approved, then extended."""
        given = self.given(OfferDraftInput)
        application: Application = given.pop("application")
        made = offer_drafts.draft(application, Terms(**given), by=self.user, now=self.now)
        return self.tagged(made, status.HTTP_201_CREATED)

    @extend_schema(request=OfferEditInput, responses=OfferSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def edit(self, request: Request, pk: str) -> Response:
        """Change some fields. Other money on an offer beyond draft makes a new version and voids its approvals.

        Say what you saw: If-Match, or `updated_at` in the body.
        """
        offer, given = self.get_object(), self.given(OfferEditInput)
        seen: datetime | None = given.pop("updated_at", None)
        believed = etags.believed(request, offer, required=seen is None)
        terms = dataclasses.replace(offer_terms.of(offer), **given)
        with etags.kept() if believed else contextlib.nullcontext():
            edited = offer_drafts.edit(offer, terms, by=self.user, now=self.now, believed=seen or believed)
        return self.tagged(edited)

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: str) -> Response:
        """Give up a version that the candidate has not been told of.

        Its state is `rescinded`, without a time of extension.
        """
        return self.tagged(offer_drafts.discard(self.get_object(), by=self.user, now=self.now))

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Put a draft to those who approve it. Where nobody has to, it is approved at once."""
        return self.tagged(approvals.submit(self.get_object(), by=self.user, now=self.now))

    @extend_schema(request=AnswerNote, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, pk: str) -> Response:
        """Approve it, as one of those whose turn it is."""
        approved = approvals.approve(self.get_object(), by=self.user, now=self.now, **self.given(AnswerNote))
        return self.tagged(approved)

    @extend_schema(request=SendBackInput, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def send_back(self, request: Request, pk: str) -> Response:
        """Send it back to its author with a reason: it is a draft again, and all approvals are void."""
        offer, reason = self.get_object(), self.given(SendBackInput)["reason"]
        return self.tagged(approvals.send_back(offer, by=self.user, reason=reason, now=self.now))

    @extend_schema(request=ExtendInput, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: str) -> Response:
        """Extend an approved offer to the candidate, until a day. It supersedes the one that stands."""
        offer, until = self.get_object(), self.given(ExtendInput).get("expires_at")
        return self.tagged(offers.extend(offer, by=self.user, expires_at=until, now=self.now))

    @extend_schema(request=SendBackInput, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    def rescind(self, request: Request, pk: str) -> Response:
        """Take back the offer that stands, with a reason."""
        offer, reason = self.get_object(), self.given(SendBackInput)["reason"]
        if offer.state != Offer.State.EXTENDED:  # the rule takes back whichever stands
            raise ValidationError("This version does not wait for an answer.", code="no_offer")
        offers.rescind(offer.application, reason=reason, by=self.user, now=self.now)
        return self.tagged(offer)

    @extend_schema(
        responses={
            (200, letter_files.MEDIA_TYPE): OpenApiTypes.BINARY,
            (409, problems.CONTENT_TYPE): {"$ref": "#/components/schemas/Problem"},
        }
    )
    @action(detail=True, methods=["get"], renderer_classes=[JSONRenderer, PdfRenderer])
    def letter(self, request: Request, pk: str) -> HttpResponse:
        """The letter as PDF, in the wording of the default template. Only of offers that are approved or went out."""
        offer = self.get_object()
        made = offer_letters.render(offer, None, by=self.user, token=token_of(request), now=self.now)
        return HttpResponse(made, headers=letter_files.headers(offer, "attachment"))

    @extend_schema(
        parameters=[StatisticsQuery],
        responses=PayCellsSerializer,
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def statistics(self, request: Request) -> Response:
        """Median and quartiles of the base that was offered, by level, region and currency.

        What fewer than five people were offered is withheld. There are no totals from which it could be worked out.
        """
        refuse_limited(request)
        wanted = StatisticsQuery(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        cells = pay_statistics.offers_by(**wanted.validated_data)
        return Response(PayCellsSerializer({"data": cells}).data)

    def _recorded(self, rows: Any) -> Any:
        return offer_reading.record(self.user, rows, door="api", token=token_of(self.request), now=self.now)


ROUTES = [("offers", OfferViewSet)]
