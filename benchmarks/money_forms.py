"""How amounts of money are entered, and stand in their fields."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_GROUPED = re.compile(r"[0-9]{1,3}([,'’ \u00a0\u2009\u202f][0-9]{3})+(\.[0-9]+)?")
_MARKS = re.compile(r"[,'’ \u00a0\u2009\u202f]")
_IN_DIGITS = re.compile(r"[-+0-9.,'’\s]*[kK]?")
_THOUSANDS = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*[kK]")


class AmountField(forms.DecimalField):
    """An amount in whole units, shown with its thousands apart. `150,000`, `150 000` and `150k` read as the same.

    It is written out: a slip of the hand such as `1e9` is no thousand millions. Left empty it is `empty`: nothing,
    unless the field says otherwise.
    """

    def __init__(
        self,
        label: str,
        *,
        max_digits: int = 12,
        required: bool = False,
        empty: Decimal | None = Decimal(0),
        **more: Any,
    ) -> None:
        self.empty = empty
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "amount"})
        super().__init__(label=label, max_digits=max_digits, decimal_places=2, required=required, widget=widget, **more)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        found = super().to_python(_plain(value) if isinstance(value, str) else value)
        return self.empty if found is None and not self.required else found

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if isinstance(value, str) and not _IN_DIGITS.fullmatch(value.strip()):
            raise ValidationError("Write the amount in digits, such as 150,000 or 150k.", code="not_in_digits")
        return found

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            return value
        return f"{value:,.0f}" if value == Decimal(value).to_integral_value() else f"{value:,.2f}"


class PercentField(forms.DecimalField):
    """Per cent from 0 to 100; empty for none."""

    def __init__(self, label: str, *, help_text: str = "", most: int = 100, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(
            label=label,
            required=False,
            widget=widget,
            help_text=help_text,
            min_value=0,
            max_value=most,
            max_digits=6,
            decimal_places=2,
            **more,
        )

    def to_python(self, value: Any) -> Decimal:  # type: ignore[override]
        return super().to_python(value) or Decimal(0)

    def prepare_value(self, value: Any) -> Any:
        return shortest(value)


class CurrencyField(forms.CharField):
    """A currency by its three letters of ISO 4217. Which there are is for the rules to say."""

    def __init__(self, **more: Any) -> None:
        attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code"}
        super().__init__(min_length=3, max_length=3, widget=forms.TextInput(attrs=attributes), **more)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).upper()


class VestingWidget(forms.MultiWidget):
    """Four small fields, one for each year."""

    def __init__(self) -> None:
        years = [
            forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "aria-label": f"Year {number}, %"})
            for number in range(1, 5)
        ]
        super().__init__(widgets=years)

    def decompress(self, value: Any) -> list[Any]:
        return [shortest(one) for one in value or (25, 25, 25, 25)]


class VestingField(forms.MultiValueField):
    """Which share of the grant vests in each of four years, in per cent. That they add up to 100 the rule says."""

    def __init__(self) -> None:
        each = [forms.DecimalField(min_value=0, max_value=100, max_digits=5, decimal_places=2) for _year in range(4)]
        super().__init__(fields=each, widget=VestingWidget(), label="Vests by year, %", required=True)

    def compress(self, data_list: list[Any]) -> tuple[Decimal, ...]:
        return tuple(data_list)


def shortest(value: Any) -> Any:
    """A number without zeros at its end: 25 for 25.00."""
    if isinstance(value, int | Decimal) and Decimal(value).is_finite():
        return f"{Decimal(value).normalize():f}"
    return value


def _plain(text: str) -> str:
    """The digits alone, where the text reads as one amount; else the text as it is, for the field to refuse."""
    text = text.strip()
    if found := _THOUSANDS.fullmatch(text):
        return str(Decimal(found[1]) * 1000)
    return _MARKS.sub("", text) if _GROUPED.fullmatch(text) else text
