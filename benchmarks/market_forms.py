"""What somebody asks of the market: bands of a day, a quote, guides of a role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.utils import timezone

from benchmarks import days
from benchmarks.guide_search import BASE, MEASURES, Money
from benchmarks.models import Level, Premium, Region
from benchmarks.money_forms import AmountField
from benchmarks.refusals import by_field

EARLIEST = date(2000, 1, 1)
_FIELD_OF = {
    "unknown_level": "level",
    "unknown_region": "region",
    "no_band": "on",
    "unknown_premium": "premiums",
    "premium_twice": "premiums",
    "unknown_industry": "industry",
    "two_employers": "industry",
    "currency_mismatch": "currency",
}


class MarketAmount(AmountField):
    """An amount to hold against the market; none is none."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, max_digits=14, empty=None, validators=[MinValueValidator(1)], **options)


class DayField(forms.DateField):
    """A day for which the market is known or foreseen; today when left empty."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, required=False, **options)

    def clean(self, value: Any) -> date:
        day = super().clean(value) or timezone.now().date()
        days.refuse_too_late(day)
        if day < EARLIEST:
            raise ValidationError(f"Choose a day from {EARLIEST.isoformat()} on.", code="day_out_of_reach")
        return day


def _regions(empty: str, regions: Iterable[Region]) -> list[tuple[str, str]]:
    return [("", empty), *((region.slug, f"{region}, {region.currency}") for region in regions)]


class _OfADay(forms.Form):
    """A form whose `on` says today when nobody chose a day."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        if data is not None and not data.get("on"):
            data = data.copy()
            data["on"] = timezone.now().date().isoformat()
        super().__init__(data, **options)


class BandsForm(_OfADay):
    """Which bands a page shows, which amount it marks in them."""

    region = forms.ChoiceField(required=False)
    on = DayField(label="In force on")
    amount = MarketAmount("Amount to mark", help_text="In the region’s currency.")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["region"].choices = _regions("All regions", Region.objects.current())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("amount") is not None and found.get("region") == "":
            self.add_error("region", ValidationError("Choose the region whose currency the amount is in.", "no_region"))
        return found


class QuoteForm(_OfADay):
    """For whom a range is worked out, with what beside the band. What goes together is for the rules to say."""

    level = forms.ChoiceField()
    region = forms.ChoiceField()
    on = DayField(label="On the day")
    premiums = forms.MultipleChoiceField(label="Premiums", required=False, widget=forms.CheckboxSelectMultiple)
    industry = forms.ChoiceField(label="Industry", required=False, widget=forms.RadioSelect)
    amount = MarketAmount("Amount to place")
    currency = forms.ChoiceField(required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        premiums = list(Premium.objects.current())
        regions = list(Region.objects.current())
        levels = [(level.slug, str(level)) for level in Level.objects.current()]
        choices: dict[str, list[tuple[str, Any]]] = {
            "level": [("", "Choose a level"), *levels],
            "region": _regions("Choose a region", regions),
            "premiums": [(one.slug, one) for one in premiums if one.kind != Premium.Kind.EMPLOYER],
            "industry": [("", None), *((one.slug, one) for one in premiums if one.kind == Premium.Kind.EMPLOYER)],
            "currency": [("", "As the band"), *((code, code) for code in sorted({one.currency for one in regions}))],
        }
        for name, each in choices.items():
            self.fields[name].choices = each  # type: ignore[attr-defined]

    def show(self, refusal: ValidationError) -> None:
        """Put what a rule refuses beside the field that it is about."""
        for errors in by_field(refusal).values():
            for error in errors:
                self.add_error(_FIELD_OF.get(error.code or ""), error)


class GuidesForm(forms.Form):
    """Which guides a list shows."""

    role = forms.CharField(required=False, max_length=120, widget=forms.SearchInput)
    company = forms.CharField(required=False, max_length=120, widget=forms.SearchInput)


class CompareForm(GuidesForm):
    """Which guides are held beside each other, by what, in which money."""

    place = forms.CharField(label="Place or level", required=False, max_length=120, widget=forms.SearchInput)
    measure = forms.ChoiceField(label="By", required=False, choices=list(MEASURES.items()))
    money = forms.RegexField(r"^[A-Z]{3}(-(month|hour))?\Z", required=False, label="Currency", widget=forms.Select)
    order = forms.ChoiceField(label="Order", required=False, choices=[("", "By company"), ("highest", "Highest first")])
    amount = MarketAmount("Amount to mark", help_text="In that currency.")

    def clean_measure(self) -> str:
        return str(self.cleaned_data["measure"] or BASE)

    def offer(self, moneys: Sequence[Money]) -> None:
        """Let the reader choose among the currencies that there are."""
        choices = [("", "The most frequent"), *((one.key, f"{one.label} ({one.bands})") for one in moneys)]
        self.fields["money"].widget.choices = choices
