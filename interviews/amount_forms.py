"""How amounts of an offer are entered: written out in digits."""

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from benchmarks.money_forms import AmountField

_IN_DIGITS = re.compile(r"[-+0-9.,'’\s]*[kK]?")


class OfferAmountField(AmountField):
    """An amount that is written out: a slip of the hand such as `1e9` is no thousand millions."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        found = super().to_python(value)
        if isinstance(value, str) and not _IN_DIGITS.fullmatch(value.strip()):
            raise ValidationError("Write the amount in digits, such as 150,000 or 150k.", code="not_in_digits")
        return found
