"""What is sent to the addresses of offers."""

from typing import Any

from rest_framework import serializers

from benchmarks.models import CompanyGuide, Level, Region
from hiring.api.fields import Instant, OneOf, Slug, Strict, Text
from hiring.api.named import Named
from hiring.models import Application, Expectation


def amount(**options: Any) -> serializers.DecimalField:
    """A sum of money, with two digits behind the point."""
    return serializers.DecimalField(max_digits=14, decimal_places=2, **options)


def percent(**options: Any) -> serializers.DecimalField:
    """Per cent, with two digits behind the point."""
    return serializers.DecimalField(max_digits=6, decimal_places=2, required=False, **options)


class TermsInput(Strict):
    """Whole units of the currency: base and bonus a year, equity over four years, signing and relocation once."""

    currency = serializers.CharField(max_length=3, help_text="ISO 4217, such as EUR.")
    base = amount()
    bonus = amount(required=False)
    equity_kind = OneOf(CompanyGuide.Equity.choices, required=False)
    equity_4yr = amount(required=False)
    vesting = serializers.ListField(
        child=serializers.DecimalField(max_digits=5, decimal_places=2),
        min_length=4,
        max_length=4,
        required=False,
        help_text="Per cent of the grant in each of four years; a quarter each if not given.",
    )
    cliff_months = serializers.IntegerField(min_value=0, max_value=48, required=False)
    refresh_percent = percent(help_text="Of the first grant, granted anew as year 2 begins.")
    discount_percent = percent(help_text="Taken off equity that cannot be sold.")
    signing = amount(required=False)
    relocation = amount(required=False)
    level = Slug("level", queryset=Level.objects.all(), required=False)
    region = Slug("region", queryset=Region.objects.all(), required=False)
    premiums = serializers.ListField(
        child=serializers.CharField(), max_length=50, required=False, help_text="Keys of premiums."
    )
    starts_on = serializers.DateField(required=False, allow_null=True)
    expires_at = Instant(required=False, allow_null=True)
    note = Text(max_length=300)
    exception_reason = Text(max_length=300, help_text="Why it lies outside the band.")

    def to_internal_value(self, data: Any) -> Any:
        value = super().to_internal_value(data)
        return {name: tuple(each) if isinstance(each, list) else each for name, each in value.items()}


class OfferDraftInput(TermsInput):
    application = Named("application", rows=Application.objects.visible_to, path="requisition")


class OfferEditInput(TermsInput):
    """The fields that change; the others stay."""

    currency = serializers.CharField(max_length=3, required=False)
    base = amount(required=False)
    updated_at = Instant(required=False, help_text="As you saw it: when it has changed meanwhile, that is refused.")


class AnswerNote(Strict):
    note = Text(max_length=300)


class SendBackInput(Strict):
    reason = serializers.CharField(max_length=300)


class ExtendInput(Strict):
    expires_at = Instant(required=False, help_text="Until when it can be answered; five days if not given.")


class ExpectationInput(Strict):
    """What a candidate says they want, or have been offered elsewhere. At least one amount."""

    kind = OneOf(Expectation.Kind.choices)
    company = Text(max_length=120)
    currency = serializers.CharField(max_length=3, help_text="ISO 4217, such as EUR.")
    base = amount(required=False, allow_null=True)
    bonus = amount(required=False, allow_null=True)
    equity_4yr = amount(required=False, allow_null=True)
    signing = amount(required=False, allow_null=True)
    total = amount(required=False, allow_null=True, help_text="A year, where only that is said.")
    note = Text(max_length=300)


class StatisticsQuery(Strict):
    """Which cells are wanted; all if neither is given."""

    level = Slug("level", queryset=Level.objects.all(), required=False, help_text="Slug of a level.")
    region = Slug("region", queryset=Region.objects.all(), required=False, help_text="Slug of a region.")
