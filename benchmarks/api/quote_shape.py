"""What a quote is asked with, and what it answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from benchmarks import days
from benchmarks.api.amounts import Amount
from benchmarks.api.survey_shape import PercentileAtSerializer, PercentilesSerializer
from benchmarks.percentiles import Percentiles
from benchmarks.positions import Standing
from benchmarks.quotes import Quoted, QuoteStep, StepKind, percentile_in


class QuoteQuery(serializers.Serializer[Any]):
    """Refuses parameters that it does not know, and one value given twice: which of them counts would be a guess."""

    level = serializers.CharField(help_text="Slug of a level.")
    region = serializers.CharField(help_text="Slug of a region.")
    on = serializers.DateField(
        required=False,
        validators=[days.refuse_too_late],
        help_text="The day on which the band counts, also one long past; today if not given.",
    )
    premium = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Slug of a premium; repeat it for more than one. Their order does not matter.",
    )
    industry = serializers.CharField(required=False, help_text="Slug of a premium of kind `employer`; one at the most.")
    amount = serializers.DecimalField(
        max_digits=16,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        help_text="Base pay to be held against the range, for the band's period, in whole units of its currency.",
    )
    currency = serializers.CharField(
        required=False, help_text="ISO 4217 code of `amount`; the band's own if not given. Nothing is converted."
    )

    def to_internal_value(self, data: QueryDict) -> dict[str, Any]:
        known = ", ".join(self.fields)
        wrong = {
            name: ErrorDetail(f"There is no such parameter; known are {known}.", "unknown_parameter")
            for name in data
            if name not in self.fields
        } | {
            name: ErrorDetail("Give it once.", "parameter_repeated")
            for name in data
            if name in self.fields and name != "premium" and len(data.getlist(name)) > 1
        }
        try:
            read: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as refusal:
            raise serializers.ValidationError({**dict(refusal.detail), **wrong}) from refusal  # type: ignore[arg-type]
        if wrong:
            raise serializers.ValidationError(wrong)
        return read


class QuoteRangeSerializer(serializers.Serializer[Any]):
    """With `open_top` the market names no upper limit: `high` is the last figure, not an end."""

    low, high = Amount("low"), Amount("high")
    open_top = serializers.BooleanField(read_only=True)
    text = serializers.CharField(source="range_text", read_only=True)


class QuoteMidSerializer(serializers.Serializer[Any]):
    """The middle of the range; `label` says of which figures."""

    value = Amount("mid")
    label = serializers.CharField(source="mid_label", read_only=True)  # type: ignore[assignment]


class QuoteStepRangeSerializer(serializers.Serializer[QuoteStep]):
    """The range once the step is taken; an open top stays open."""

    low, high = Amount("after_low"), Amount("after_high")
    open_top = serializers.BooleanField(read_only=True)
    text = serializers.CharField(source="after_text", read_only=True)


class QuoteStepSerializer(serializers.Serializer[QuoteStep]):
    """`low` and `high` are the ends of the range in the first step and the last, what is added to either in between."""

    kind = serializers.ChoiceField([(kind.value, kind.value) for kind in StepKind], read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    slug = serializers.SerializerMethodField()
    percent_low = serializers.DecimalField(max_digits=7, decimal_places=3, read_only=True, allow_null=True)
    percent_high = serializers.DecimalField(max_digits=7, decimal_places=3, read_only=True, allow_null=True)
    low, high = Amount("low"), Amount("high")
    text = serializers.CharField(read_only=True)
    after = QuoteStepRangeSerializer(source="*", read_only=True)
    source = serializers.SerializerMethodField()  # type: ignore[assignment]

    def get_slug(self, step: QuoteStep) -> str | None:
        return step.slug or None

    def get_source(self, step: QuoteStep) -> str | None:
        return step.source or None


class QuotePositionSerializer(serializers.Serializer[Any]):
    """Where the amount stands in the range with its premiums.

    `compa_ratio` is the amount over the middle, `range_penetration` the way from the lower end (0) to the upper (1).
    """

    amount = Amount("amount")
    compa_ratio = serializers.DecimalField(max_digits=24, decimal_places=3, read_only=True)
    range_penetration = serializers.DecimalField(max_digits=24, decimal_places=3, read_only=True)
    standing = serializers.ChoiceField([(one.value, one.value) for one in Standing], read_only=True)
    in_band = serializers.BooleanField(read_only=True)
    text = serializers.CharField(read_only=True)


class QuoteSourceSerializer(serializers.Serializer[Any]):
    """Where the band comes from, the days for which it holds: from the first to the day before `effective_to`."""

    name = serializers.CharField(source="source", read_only=True)
    effective_from = serializers.DateField(read_only=True)
    effective_to = serializers.DateField(read_only=True, allow_null=True)


class QuoteMarketSerializer(PercentilesSerializer):
    """One survey's percentiles of base pay, and where the amount lies in them."""

    position = serializers.SerializerMethodField(help_text="Null without an amount, or where the survey cannot say.")

    @extend_schema_field(PercentileAtSerializer(allow_null=True))
    def get_position(self, market: Percentiles) -> Any:
        found = percentile_in(self.context["quoted"].position, market)
        return None if found is None else PercentileAtSerializer(found).data


class QuotePercentileSerializer(PercentileAtSerializer):
    """Where the amount lies among the percentiles of the survey with the most people, which is named."""

    survey = serializers.CharField(read_only=True)

    def to_representation(self, quoted: Any) -> dict[str, Any]:
        shown: dict[str, Any] = PercentileAtSerializer(quoted.percentile).data
        return {**shown, "survey": quoted.percentile_from.survey}


class QuoteSerializer(serializers.Serializer[Quoted]):
    """A range of base pay, how it came about, and where an amount stands in it."""

    level = serializers.CharField(source="quote.level", read_only=True)
    region = serializers.CharField(source="quote.region", read_only=True)
    on = serializers.DateField(source="quote.on", read_only=True)
    steps = QuoteStepSerializer(many=True, read_only=True)
    combination = serializers.CharField(read_only=True, help_text="How premiums combine, in words.")
    range = QuoteRangeSerializer(source="adjusted", read_only=True)
    mid = QuoteMidSerializer(source="adjusted", read_only=True)
    position = QuotePositionSerializer(read_only=True, allow_null=True, help_text="Null without an amount.")
    percentile = serializers.SerializerMethodField(help_text="Null without an amount, or where no survey knows it.")
    market = QuoteMarketSerializer(
        many=True, read_only=True, help_text="What surveys say of base pay, without premiums."
    )
    source = QuoteSourceSerializer(source="quote", read_only=True)  # type: ignore[assignment]

    @extend_schema_field(QuotePercentileSerializer(allow_null=True))
    def get_percentile(self, quoted: Quoted) -> Any:
        return None if quoted.percentile is None else QuotePercentileSerializer(quoted).data
