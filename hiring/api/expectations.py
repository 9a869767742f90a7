"""What candidates expect, under their application: for those who set pay."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from hiring import expectations
from hiring.api.base import Readable
from hiring.api.fields import Colleague, Instant, Strict, Text
from hiring.api.offer_inputs import ExpectationInput
from hiring.api.offer_shape import MoneyIfNamed
from hiring.models import Expectation


class ExpectationSerializer(serializers.ModelSerializer[Expectation]):
    """What the candidate said, with the amounts that they named."""

    company = Text(read_only=True)
    base = MoneyIfNamed("base", "year")
    bonus = MoneyIfNamed("bonus", "year")
    equity = MoneyIfNamed("equity_4yr", "four_years")
    signing = MoneyIfNamed("signing", "once")
    total = MoneyIfNamed("total", "year")
    note = Text(read_only=True)
    stated_at = Instant(read_only=True)
    stated_by = Colleague(read_only=True, allow_null=True)

    class Meta:
        model = Expectation
        fields = read_only_fields = (
            "id",
            "kind",
            "company",
            "base",
            "bonus",
            "equity",
            "signing",
            "total",
            "note",
            "stated_at",
            "stated_by",
        )


class ExpectationsSerializer(serializers.Serializer[Any]):
    data = ExpectationSerializer(many=True, read_only=True)  # type: ignore[assignment]


class WithdrawExpectationInput(Strict):
    expectation = serializers.IntegerField(min_value=1, help_text="Id of one that this application has.")


class Expectations(Readable):
    """The part of an application's address that names amounts."""

    untagged = ("state_expectation", "withdraw_expectation")

    EXPECTATION_SCOPES = {
        "expectations": "pay:read",
        "state_expectation": "pay:write",
        "withdraw_expectation": "pay:write",
    }

    @extend_schema(responses=ExpectationsSerializer, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def expectations(self, request: Request, pk: str) -> Response:
        """What the candidate wants, and has been offered elsewhere."""
        return Response(self._expected(self.get_object()))

    @extend_schema(request=ExpectationInput, responses={201: ExpectationsSerializer})
    @expectations.mapping.post
    def state_expectation(self, request: Request, pk: str) -> Response:
        """Write down what the candidate says. A new target or floor takes the place of the one before."""
        application, given = self.get_object(), self.given(ExpectationInput)
        expectations.state(application, given.pop("kind"), **given, by=self.user, now=self.now)
        return Response(self._expected(application), status.HTTP_201_CREATED)

    @extend_schema(request=WithdrawExpectationInput, responses=ExpectationsSerializer)
    @action(detail=True, methods=["post"])
    def withdraw_expectation(self, request: Request, pk: str) -> Response:
        """What the candidate no longer says."""
        application, wanted = self.get_object(), self.given(WithdrawExpectationInput)["expectation"]
        row = application.expectations.filter(pk=wanted, withdrawn_at=None).first()
        if row is None:
            message = "This application has no such expectation."
            raise serializers.ValidationError({"expectation": message}, "unknown_expectation")
        expectations.withdraw(row, by=self.user, now=self.now)
        return Response(self._expected(application))

    def _expected(self, application: Any) -> dict[str, Any]:
        rows = application.expectations.filter(withdrawn_at=None).select_related("stated_by")
        return dict(ExpectationsSerializer({"data": rows}).data)
