"""An offer as the API shows it: its amounts, its approvals, the range that it was held against."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hiring.api.fields import Colleague, Instant, OneOf, Text
from hiring.models import ApprovalSeat, Offer, OfferApproval


class MoneySerializer(serializers.Serializer[Any]):
    """An amount is a decimal number in a string, in whole units of its currency for one period."""

    amount = serializers.CharField(read_only=True)
    currency = serializers.CharField(read_only=True, help_text="ISO 4217.")
    period = serializers.ChoiceField([(name, name) for name in ("year", "four_years", "once")], read_only=True)


@extend_schema_field(MoneySerializer)
class Money(serializers.Field[Any, Any, Any, Any]):
    """One column of a row with its currency, and the period that it is for."""

    def __init__(self, column: str, period: str, **options: Any) -> None:
        self.column, self.period = column, period
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row: Any) -> dict[str, str] | None:
        amount = getattr(row, self.column)
        return None if amount is None else {"amount": str(amount), "currency": row.currency, "period": self.period}


@extend_schema_field({"oneOf": [{"$ref": "#/components/schemas/Money"}, {"type": "null"}]})
class MoneyIfNamed(Money):
    """An amount that may not be named: then it is null."""


class ApprovalSeatSerializer(serializers.ModelSerializer[ApprovalSeat]):
    """Somebody who may answer a step, with the answer."""

    user = Colleague(read_only=True)
    answer = OneOf(ApprovalSeat.Answer.choices, read_only=True, allow_null=True)
    answered_at = Instant(read_only=True, allow_null=True)
    note = Text(read_only=True)

    class Meta:
        model = ApprovalSeat
        fields = read_only_fields = ("user", "answer", "answered_at", "note")

    def to_representation(self, seat: ApprovalSeat) -> dict[str, Any]:
        shown = super().to_representation(seat)
        return {**shown, "answer": shown["answer"] or None}


class ApprovalSerializer(serializers.ModelSerializer[OfferApproval]):
    """A step of the chain as this version has to pass it. `needed` of the seats have to approve."""

    opened_at = Instant(read_only=True, allow_null=True, help_text="When its turn came.")
    completed_at = Instant(read_only=True, allow_null=True)
    voided_at = Instant(read_only=True, allow_null=True)
    void_reason = Text(read_only=True)
    seats = ApprovalSeatSerializer(many=True, read_only=True)

    class Meta:
        model = OfferApproval
        fields = read_only_fields = (
            "position",
            "title",
            "applies",
            "needed",
            "opened_at",
            "completed_at",
            "voided_at",
            "void_reason",
            "seats",
        )


class BandStepSerializer(serializers.Serializer[Any]):
    """One step of the way from the band to the range."""

    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    low = serializers.CharField(read_only=True)
    high = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    after_text = serializers.CharField(read_only=True)


class BandPositionSerializer(serializers.Serializer[Any]):
    amount = serializers.CharField(read_only=True)
    compa_ratio = serializers.CharField(read_only=True)
    range_penetration = serializers.CharField(read_only=True)
    standing = serializers.CharField(read_only=True)


class BandSerializer(serializers.Serializer[Any]):
    """The range that an offer was held against when it was submitted; what a missing band leaves open is null.

    Amounts are decimal numbers in strings, in whole units of the currency for the period.
    """

    on = serializers.DateField(read_only=True)
    is_out_of_band = serializers.BooleanField(read_only=True)
    reason = Text(read_only=True, help_text="Why it lies outside: below_band, above_band, no_band, other_currency…")
    level = Text(read_only=True)
    region = Text(read_only=True)
    currency = Text(read_only=True)
    period = Text(read_only=True)
    band_low = Text(read_only=True)
    band_high = Text(read_only=True)
    low = Text(read_only=True, help_text="With the premiums.")
    high = Text(read_only=True)
    open_top = serializers.BooleanField(read_only=True, allow_null=True)
    mid = Text(read_only=True)
    range_text = Text(read_only=True)
    combination = Text(read_only=True, help_text="How the premiums combine, in words.")
    source = Text(read_only=True)  # type: ignore[assignment]
    effective_from = serializers.DateField(read_only=True, allow_null=True)
    steps = BandStepSerializer(many=True, read_only=True, allow_null=True)
    position = BandPositionSerializer(read_only=True, allow_null=True)


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """One version of an offer. What is missing is null."""

    application = serializers.IntegerField(source="application_id", read_only=True)
    level: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    region: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    premiums = serializers.ListField(child=serializers.CharField(), read_only=True)
    base = Money("base", "year")
    bonus = Money("bonus", "year")
    equity = Money("equity_4yr", "four_years")
    equity_kind = OneOf(Offer._meta.get_field("equity_kind").choices, read_only=True, allow_null=True)
    vesting = serializers.ListField(
        child=serializers.FloatField(), read_only=True, help_text="Per cent of the grant in each of four years."
    )
    signing = Money("signing", "once")
    relocation = Money("relocation", "once")
    note = Text(read_only=True)
    exception_reason = Text(read_only=True)
    band = BandSerializer(read_only=True, allow_null=True)
    is_out_of_band = serializers.BooleanField(read_only=True, allow_null=True, help_text="Null until it is submitted.")
    approvals = ApprovalSerializer(many=True, read_only=True)
    drafted_at = Instant(read_only=True)
    drafted_by = Colleague(read_only=True, allow_null=True)
    submitted_at = Instant(read_only=True, allow_null=True)
    approved_at = Instant(read_only=True, allow_null=True)
    extended_at = Instant(read_only=True, allow_null=True)
    extended_by = Colleague(read_only=True, allow_null=True)
    expires_at = Instant(read_only=True, allow_null=True)
    answered_at = Instant(read_only=True, allow_null=True)
    answer_reason = Text(read_only=True)
    updated_at = Instant(read_only=True, help_text="Send it back with `edit`: then a change meanwhile is refused.")

    class Meta:
        model = Offer
        fields = read_only_fields = (
            "id",
            "application",
            "version",
            "state",
            "level",
            "region",
            "premiums",
            "base",
            "bonus",
            "equity",
            "equity_kind",
            "vesting",
            "cliff_months",
            "refresh_percent",
            "discount_percent",
            "signing",
            "relocation",
            "starts_on",
            "note",
            "exception_reason",
            "band",
            "is_out_of_band",
            "approvals",
            "drafted_at",
            "drafted_by",
            "submitted_at",
            "approved_at",
            "extended_at",
            "extended_by",
            "expires_at",
            "answered_at",
            "answer_reason",
            "updated_at",
        )

    def to_representation(self, offer: Offer) -> dict[str, Any]:
        shown = super().to_representation(offer)
        return {**shown, "equity_kind": shown["equity_kind"] or None}


class PayCellSerializer(serializers.Serializer[Any]):
    """Base a year offered in one level, region and currency. Rounded to three digits; null where it is withheld."""

    level = Text(read_only=True)
    region = Text(read_only=True)
    currency = serializers.CharField(read_only=True)
    people = serializers.IntegerField(read_only=True, allow_null=True)
    low_quartile = MoneyIfNamed("low_quartile", "year")
    median = MoneyIfNamed("median", "year")
    high_quartile = MoneyIfNamed("high_quartile", "year")
    withheld = Text(read_only=True, help_text="Why there are no figures.")


class PayCellsSerializer(serializers.Serializer[Any]):
    data = PayCellSerializer(many=True, read_only=True)  # type: ignore[assignment]
