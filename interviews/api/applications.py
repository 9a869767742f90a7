"""The verbs of an application that depend on its scorecards."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import offers, pipeline
from hiring.api.application_inputs import AdvanceInput
from hiring.api.application_shape import ApplicationSerializer
from hiring.api.applications import HiringApplicationViewSet
from hiring.api.expectations import Expectations
from hiring.api.fields import OneOf, Strict, Text
from hiring.models import RoundResult
from hiring.stages import Round
from interviews import rounds
from interviews.api.rounds import Rounds


class ResultInput(Strict):
    """How a round ended. A result against its verdict, or without all scorecards, needs a reason."""

    round = OneOf(Round.choices)
    verdict = OneOf(RoundResult.Verdict.choices)
    passed = serializers.BooleanField()
    reason = Text(max_length=300)
    onward = serializers.BooleanField(default=False, help_text="Take a passed candidate one stage further at once.")


def _amount(**options: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, **options)


class OfferInput(Strict):
    """Whole units of the currency: base and bonus a year, equity over four years, signing once."""

    currency = serializers.CharField(max_length=3, help_text="ISO 4217, such as EUR.")
    base = _amount()
    bonus = _amount(default=Decimal(0))
    equity_4yr = _amount(default=Decimal(0))
    signing = _amount(default=Decimal(0))
    note = Text(max_length=300)
    exception_reason = Text(max_length=300, help_text="Why it lies outside the band: needed where it does.")


class ApplicationViewSet(Rounds, Expectations, HiringApplicationViewSet):
    __doc__ = HiringApplicationViewSet.__doc__

    required_scopes = {
        **HiringApplicationViewSet.required_scopes,
        **Expectations.EXPECTATION_SCOPES,
        "record_result": "decisions:write",
        "make_offer": "pay:write",
    }

    @extend_schema(request=AdvanceInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def advance(self, request: Request, pk: str) -> Response:
        """Take the candidate one stage further. A round is left once it is passed and no critical flag stands."""
        application, stage = self.get_object(), self.given(AdvanceInput)["stage"]
        return self.tagged(pipeline.advance(application, believed=stage, by=self.user, now=self.now))

    @extend_schema(request=ResultInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def record_result(self, request: Request, pk: str) -> Response:
        """Record how the current round ended."""
        application, given = self.get_object(), self.given(ResultInput)
        rounds.conclude(
            application,
            Round(given.pop("round")),
            verdict=RoundResult.Verdict(given.pop("verdict")),
            by=self.user,
            now=self.now,
            **given,
        )
        return self.tagged(application)

    @extend_schema(request=OfferInput, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    def make_offer(self, request: Request, pk: str) -> Response:
        """Extend an offer; a further one supersedes it. The answer names no amount: offers have their own address."""
        application = self.get_object()
        offers.make_offer(application, by=self.user, now=self.now, **self.given(OfferInput))
        return self.tagged(application)


ROUTES = [("applications", ApplicationViewSet)]
