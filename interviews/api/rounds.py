"""The four rounds of an application through the API: as far as the caller may know them."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.application_shape import ResultSerializer
from hiring.api.base import Address
from hiring.api.fields import Instant, OneOf
from hiring.api.permissions import may
from hiring.stages import Round
from interviews import debrief
from interviews.debrief import RoundView
from interviews.models import Interview


class StandingInterviewSerializer(serializers.ModelSerializer[Interview]):
    """The booking of a round that is not called off."""

    starts_at = Instant(read_only=True)
    ends_at = Instant(read_only=True)
    ended_at = Instant(read_only=True, allow_null=True)

    class Meta:
        model = Interview
        fields = read_only_fields = ("id", "state", "starts_at", "ends_at", "ended_at")


class RoundOfApplicationSerializer(serializers.Serializer[Any]):
    """One round: booked or not, how many scorecards are in, how it ended."""

    round = OneOf(Round.choices, read_only=True)
    interview = StandingInterviewSerializer(read_only=True, allow_null=True)
    scorecards_submitted = serializers.IntegerField(read_only=True)
    scorecards_awaited = serializers.IntegerField(read_only=True)
    mean = serializers.FloatField(
        read_only=True,
        allow_null=True,
        help_text="From 1 to 4, over the scorecards that you may read; null without any, or without `scorecards:read`.",
    )
    result = ResultSerializer(read_only=True, allow_null=True)


class RoundsSerializer(serializers.Serializer[Any]):
    data = RoundOfApplicationSerializer(many=True, read_only=True)  # type: ignore[assignment]


class Rounds(Address):
    """The part of an application's address that shows its rounds."""

    @extend_schema(responses=RoundsSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def rounds(self, request: Request, pk: str) -> Response:
        """The four rounds in their order, booked or not."""
        application = self.get_object()
        results = {result.round: result for result in application.told_results}
        views = debrief.rounds_for(application, self.user)
        sees_cards = may(request, "scorecards:read")
        shown = [_shown(view, results.get(str(view.round)), sees_cards=sees_cards) for view in views]
        return Response(RoundsSerializer({"data": shown}).data)


def _shown(view: RoundView, result: Any, *, sees_cards: bool) -> dict[str, Any]:
    mean = view.score.mean if sees_cards else None
    return {
        "round": str(view.round),
        "interview": view.interview,
        "scorecards_submitted": len(view.readable) + view.hidden,
        "scorecards_awaited": len(view.awaited),
        "mean": None if mean is None else round(mean, 2),
        "result": result,
    }
