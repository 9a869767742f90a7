"""The address that works out a range of pay, step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks import quotes
from benchmarks.api.base import PayAddress
from benchmarks.api.quote_example import EXAMPLE
from benchmarks.api.quote_shape import QuoteQuery, QuoteSerializer
from benchmarks.models import SalaryBand

PARAMETERS = {
    "currency_mismatch": "currency",
    "no_band": "on",
    "premium_twice": "premium",
    "two_employers": "industry",
    "unknown_industry": "industry",
    "unknown_level": "level",
    "unknown_premium": "premium",
    "unknown_region": "region",
}
"""The parameter that each refusal of the rule is about."""


class QuoteViewSet(PayAddress, viewsets.GenericViewSet[SalaryBand]):
    """What a level earns in a region on a day."""

    queryset = SalaryBand.objects.none()
    serializer_class = QuoteSerializer  # type: ignore[assignment]  # worked out, not a row
    filter_backends = ()
    pagination_class = None

    @extend_schema(
        parameters=[QuoteQuery],
        responses=QuoteSerializer,
        examples=[
            OpenApiExample(
                "A senior in Germany with two premiums",
                description="`?level=senior&region=germany&on=2026-03-02&amount=190000&currency=EUR"
                "&premium=gpu_scale_1000_plus&premium=cuda_kernel_optimization`",
                value=EXAMPLE,
                response_only=True,
            )
        ],
    )
    @action(detail=False)
    def quote(self, request: Request) -> Response:
        """Quote a range of base pay: the band in force, each premium, the industry, the range that they make.

        Percentages are of the band itself, and their amounts are added. An open top stays open at every step. With an
        `amount`, the answer says where it stands.
        """
        asked = QuoteQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = dict(asked.validated_data)
        premiums = given.pop("premium", ())
        given.setdefault("on", timezone.now().date())
        try:
            found = quotes.quoted(given.pop("level"), given.pop("region"), premiums=premiums, **given)
        except ValidationError as refusal:
            raise ValidationError({PARAMETERS.get(refusal.code or "", NON_FIELD_ERRORS): refusal}) from refusal
        if not request.user.has_perm("benchmarks.view_surveyrow"):
            found = replace(found, market=(), percentile=None, percentile_from=None)
        return Response(QuoteSerializer(found, context={"quoted": found}).data)
