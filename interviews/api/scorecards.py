"""Scorecards through the API: blind until one's own are in, as everywhere."""

from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.base import Address
from hiring.api.fields import Colleague, IdFilter, Instant, InstantFilter, OneOf, Strict, Text
from hiring.stages import Round
from interviews import scorecards
from interviews.models import Flag, Rating, Scorecard
from interviews.scorecards import Content, FlagEntry, RatingEntry


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """A level from 1 to 4 with its evidence, or not observed."""

    competency = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    evidence = Text(read_only=True)

    class Meta:
        model = Rating
        fields = read_only_fields = ("competency", "level", "not_observed", "evidence")


class RaisedFlagSerializer(serializers.ModelSerializer[Flag]):
    """A flag that was raised. It points at evidence; no score changes with it."""

    flag = serializers.SlugRelatedField[Any](source="definition", slug_field="code", read_only=True)
    colour = serializers.CharField(source="definition.colour", read_only=True)
    waived_at = Instant(read_only=True, allow_null=True)
    waive_reason = Text(read_only=True)

    class Meta:
        model = Flag
        fields = read_only_fields = ("flag", "colour", "severity", "evidence", "waived_at", "waive_reason")


class ScorecardSerializer(serializers.ModelSerializer[Scorecard]):
    """What one interviewer found in one interview."""

    application = serializers.IntegerField(source="interview.application_id", read_only=True)
    round = OneOf(Round.choices, source="interview.round", read_only=True)
    interviewer = Colleague(read_only=True)
    verdict = serializers.SerializerMethodField()
    summary = Text(read_only=True)
    ratings = RatingSerializer(many=True, read_only=True)
    flags = RaisedFlagSerializer(many=True, read_only=True)
    created_at = Instant(read_only=True)
    updated_at = Instant(read_only=True)
    submitted_at = Instant(read_only=True, allow_null=True)
    declined_reason = Text(read_only=True)

    class Meta:
        model = Scorecard
        fields = read_only_fields = (
            "id",
            "interview",
            "application",
            "round",
            "interviewer",
            "state",
            "verdict",
            "summary",
            "revision",
            "ratings",
            "flags",
            "created_at",
            "updated_at",
            "submitted_at",
            "declined_reason",
        )

    def get_verdict(self, card: Scorecard) -> str | None:
        return card.verdict or None


class RatingInput(Strict):
    competency = serializers.CharField(help_text="Code of a competency of the round, such as R1.1.")
    level = serializers.IntegerField(required=False, allow_null=True, help_text="1, 2, 3 or 4.")
    not_observed = serializers.BooleanField(default=False)
    evidence = Text(help_text="A quote, an action, a number.")


class FlagInput(Strict):
    flag = serializers.CharField(help_text="Code of a flag.")
    evidence = Text(help_text="What was seen or heard.")


class ContentInput(Strict):
    """All that the card says. It replaces what was there; nothing has to be complete before it is submitted."""

    revision = serializers.IntegerField(help_text="The revision that you saw; another one is refused with 409.")
    verdict = Text(help_text="strong_no, no, yes, strong_yes or no_decision.")
    summary = Text()
    ratings = RatingInput(many=True, required=False)
    flags = FlagInput(many=True, required=False)


class SubmitInput(ContentInput):
    """Without any field, the draft is submitted as it is."""

    revision = serializers.IntegerField(required=False, help_text="Needed with content.")


class DeclineInput(Strict):
    reason = serializers.CharField(max_length=300)


class ScorecardFilter(django_filters.FilterSet):
    application = IdFilter(field_name="interview__application_id", help_text="Id of an application.")
    interview = IdFilter(field_name="interview_id", help_text="Id of an interview.")
    round = django_filters.ChoiceFilter(field_name="interview__round", choices=Round.choices)
    state = django_filters.ChoiceFilter(choices=Scorecard.State.choices)
    interviewer = django_filters.CharFilter(field_name="interviewer__username", help_text="A username.")
    updated_since = InstantFilter(
        method="since", help_text="Changed at or after this instant; the list then runs from the oldest change on."
    )

    class Meta:
        model = Scorecard
        fields = ()

    def since(self, queryset: QuerySet[Scorecard], name: str, value: Any) -> QuerySet[Scorecard]:
        return queryset.filter(updated_at__gte=value).order_by("updated_at", "pk")


class ScorecardViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, Address):
    """The scorecards that the caller may read: their own, and those of others once their own are all in."""

    queryset = Scorecard.objects.all()
    serializer_class = ScorecardSerializer
    filterset_class = ScorecardFilter
    required_scopes = {"read": "scorecards:read", "write": "scorecards:write"}
    required_permissions = {"read": ""}

    def get_queryset(self) -> QuerySet[Scorecard]:
        cards = Scorecard.objects.readable_by(self.user).select_related("interview", "interviewer")
        ratings = Prefetch("ratings", Rating.objects.select_related("competency"))
        flags = Prefetch("flags", Flag.objects.select_related("definition"))
        return cards.prefetch_related(ratings, flags).order_by("-created_at", "-pk")

    @extend_schema(request=ContentInput, responses=ScorecardSerializer)
    @action(detail=True, methods=["post"])
    def save_draft(self, request: Request, pk: str) -> Response:
        """Keep what you have entered so far on your own card."""
        card, given = self.get_object(), self.given(ContentInput)
        saved = scorecards.save_draft(card, _content(given), revision=given["revision"], by=self.user, now=self.now)
        return Response(self.shown(saved))

    @extend_schema(request=SubmitInput, responses=ScorecardSerializer)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Submit your own card. The problem names every gap at once."""
        card, given = self.get_object(), self.given(SubmitInput)
        if given and "revision" not in given:
            raise serializers.ValidationError({"revision": "Send the revision that you saw."}, "required")
        content = _content(given) if given.keys() - {"revision"} else None
        saved = scorecards.submit(card, content=content, revision=given.get("revision"), by=self.user, now=self.now)
        return Response(self.shown(saved))

    @extend_schema(request=DeclineInput, responses=ScorecardSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Say that you cannot fill in your card. It is not awaited any more."""
        card = self.get_object()
        return Response(self.shown(scorecards.decline(card, by=self.user, now=self.now, **self.given(DeclineInput))))


def _content(given: dict[str, Any]) -> Content:
    ratings = (
        RatingEntry(rating["competency"], rating.get("level"), rating["not_observed"], rating.get("evidence", ""))
        for rating in given.get("ratings", ())
    )
    flags = (FlagEntry(flag["flag"], flag.get("evidence", "")) for flag in given.get("flags", ()))
    return Content(given.get("verdict", ""), given.get("summary", ""), tuple(ratings), tuple(flags))


ROUTES = [("scorecards", ScorecardViewSet)]
