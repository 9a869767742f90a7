"""What the API shows of levels, regions, bands, premiums and company guides; all of it read-only."""

from __future__ import annotations

from collections.abc import Sequence

from rest_framework import serializers

from benchmarks.guides.totals import EndCheck, TotalCheck
from benchmarks.models import (
    CompanyGuide,
    CompetingOffer,
    GuideBand,
    GuideLever,
    GuidePosition,
    Level,
    Premium,
    Region,
    SalaryBand,
)


class Chosen(serializers.ChoiceField):
    """One of a closed list; null where nothing was chosen."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(choices, read_only=True, allow_null=True)

    def to_representation(self, value: str) -> str | None:
        return super().to_representation(value) or None


class LevelSerializer(serializers.ModelSerializer[Level]):
    class Meta:
        model = Level
        fields = read_only_fields = ("slug", "title", "years_min", "years_max")


class RegionSerializer(serializers.ModelSerializer[Region]):
    class Meta:
        model = Region
        fields = read_only_fields = ("slug", "title", "currency")


class SalaryBandSerializer(serializers.ModelSerializer[SalaryBand]):
    """Amounts are whole units of `currency` for one `period`. With `open_top`, `high` is no limit."""

    level = serializers.SlugRelatedField[Level](slug_field="slug", read_only=True)
    region = serializers.SlugRelatedField[Region](slug_field="slug", read_only=True)
    text = serializers.CharField(source="range_text", read_only=True)

    class Meta:
        model = SalaryBand
        fields = read_only_fields = (
            "id",
            "level",
            "region",
            "level",
            "currency",
            "period",
            "low",
            "high",
            "open_top",
            "text",
            "source",
            "effective_from",
            "effective_to",
        )


class PremiumSerializer(serializers.ModelSerializer[Premium]):
    """Percentages are of base pay. `relation` says in words what has no percentage."""

    companies = serializers.ListField(child=serializers.CharField(), read_only=True)
    text = serializers.CharField(source="effect_text", read_only=True)

    class Meta:
        model = Premium
        fields = read_only_fields = (
            "slug",
            "title",
            "kind",
            "description",
            "percent_low",
            "percent_high",
            "no_ceiling",
            "relation",
            "companies",
            "currency",
            "example_base",
            "total_above",
            "text",
            "source",
        )


class EndCheckSerializer(serializers.Serializer[EndCheck]):
    """One end of a published total; `difference` is what it lies above, or below, the span that its parts give."""

    published = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)
    least = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)
    most = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)
    difference = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)
    agrees = serializers.BooleanField(read_only=True)


class TotalCheckSerializer(serializers.Serializer[TotalCheck]):
    """The published total beside base + equity / 4 + bonus."""

    low = EndCheckSerializer(read_only=True, allow_null=True)
    high = EndCheckSerializer(read_only=True, allow_null=True)
    agrees = serializers.BooleanField(read_only=True, allow_null=True)


class GuideBandSerializer(serializers.ModelSerializer[GuideBand]):
    total_check = TotalCheckSerializer(read_only=True)
    amount_kind = Chosen(GuideBand.AmountKind.choices)

    class Meta:
        model = GuideBand
        fields = read_only_fields = (
            "region",
            "currency",
            "period",
            "base_low",
            "base_high",
            "equity_4yr_low",
            "equity_4yr_high",
            "bonus_percent_low",
            "bonus_percent_high",
            "bonus_amount_low",
            "bonus_amount_high",
            "total_low",
            "total_high",
            "total_check",
            "amount_low",
            "amount_high",
            "amount_kind",
        )


class GuideLeverSerializer(serializers.ModelSerializer[GuideLever]):
    ask = serializers.DictField(read_only=True)
    holding = serializers.ListField(child=serializers.DictField(), read_only=True)
    context = serializers.DictField(read_only=True)  # type: ignore[assignment]

    class Meta:
        model = GuideLever
        fields = read_only_fields = ("key", "title", "currency", "ask", "holding", "context")


class GuidePositionSerializer(serializers.ModelSerializer[GuidePosition]):
    acceleration = Chosen(GuidePosition.Acceleration.choices)

    class Meta:
        model = GuidePosition
        fields = read_only_fields = (
            "kind",
            "currency",
            "period",
            "total",
            "base",
            "equity_4yr",
            "signing",
            "acceleration",
            "refresh_percent",
        )


class CompetingOfferSerializer(serializers.ModelSerializer[CompetingOffer]):
    class Meta:
        model = CompetingOffer
        fields = read_only_fields = ("company", "currency", "period", "total", "base", "equity_4yr")


class CompanyGuideSerializer(serializers.ModelSerializer[CompanyGuide]):
    """Amounts outside the bands are whole units of `currency`; `..._open` marks what is stated as “or more”."""

    equity_kind = Chosen(CompanyGuide.Equity.choices)
    bands = GuideBandSerializer(many=True, read_only=True)
    level_mapping = serializers.SlugRelatedField[CompanyGuide](
        source="levels", slug_field="text", many=True, read_only=True
    )
    levers = GuideLeverSerializer(many=True, read_only=True)
    positions = GuidePositionSerializer(many=True, read_only=True)
    competing_offers = CompetingOfferSerializer(many=True, read_only=True)

    class Meta:
        model = CompanyGuide
        fields = read_only_fields = (
            "slug",
            "company",
            "role",
            "currency",
            "equity_kind",
            "signature_role",
            "premium_name",
            "premium_percent_low",
            "premium_percent_high",
            "average_total",
            "top_decile_total",
            "top_decile_open",
            "valuation",
            "valuation_open",
            "scarcity_people_below",
            "source",
            "effective_from",
            "bands",
            "level_mapping",
            "levers",
            "positions",
            "competing_offers",
        )
