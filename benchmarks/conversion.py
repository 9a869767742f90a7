"""Decides what an amount in one currency is in another, by a rate whose day is shown with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from benchmarks.models import ExchangeRate
from benchmarks.money import CENT, amount_text

_DIGITS = 60


@dataclass(frozen=True)
class Converted:
    """An amount after conversion, to the cent. `rate` is what one unit of the first currency is worth in `currency`.

    `on` and `source` are those of the rate. Where the rate is kept the other way round, `kept` says so.
    Within one currency the rate is 1 and nobody is the source.
    """

    amount: Decimal
    currency: str
    rate: Decimal
    on: date
    source: str
    from_amount: Decimal = Decimal(0)
    from_currency: str = ""
    kept: str = ""

    @property
    def is_converted(self) -> bool:
        """False where both currencies are the same."""
        return self.from_currency != self.currency

    @property
    def text(self) -> str:
        """Such as `USD 100,000 = EUR 92,000 at 0.92 of 1 Nov 2026, European Central Bank`."""
        result = amount_text(self.amount, self.currency)
        if not self.is_converted:
            return result
        given = amount_text(self.from_amount, self.from_currency)
        how = f" ({self.kept})" if self.kept else ""
        day = f"{self.on.day} {self.on:%b %Y}"
        return f"{given} = {result} at {self.rate.normalize():f}{how} of {day}, {self.source}"


def convert(amount: Decimal, from_: str, to: str, *, on: date) -> Converted:
    """An amount in another currency, by the newest rate of that day or before; the pair the other way round counts too.

    Raises ValidationError with code "no_rate" where nobody entered one: no rate is guessed, none is put together from
    two others.
    """
    pair = Q(base=from_, quote=to) | Q(base=to, quote=from_)
    found = Rates(_newest(on).filter(pair), on=on).convert(amount, from_, to)
    if found is None:
        raise ValidationError(no_rate(from_, to, on=on), code="no_rate")
    return found


def no_rate(from_: str, to: str, *, on: date) -> str:
    """What is said where nothing can be converted."""
    return f"Not compared: no rate from {from_} to {to} on or before {on.isoformat()}."


class Rates:
    """The newest rates of a day, read once, for many conversions."""

    def __init__(self, rates: Iterable[ExchangeRate] = (), *, on: date) -> None:
        self.on = on
        self._by_pair = {(rate.base, rate.quote): rate for rate in rates}

    @classmethod
    def at(cls, on: date) -> Rates:
        """The newest rate of each pair on that day or before, in one query."""
        return cls(_newest(on), on=on)

    def convert(self, amount: Decimal, from_: str, to: str) -> Converted | None:
        """An amount in another currency; None where nobody entered a rate for the pair."""
        if from_ == to:
            return Converted(amount, to, Decimal(1), self.on, "", amount, from_)
        straight, turned = self._by_pair.get((from_, to)), self._by_pair.get((to, from_))
        if straight is not None and (turned is None or straight.on >= turned.on):
            return Converted(
                _cents(amount, straight.rate, Decimal(1)),
                to,
                straight.rate,
                straight.on,
                straight.source,
                amount,
                from_,
            )
        if turned is None:
            return None
        kept = f"kept as 1 {to} = {turned.rate.normalize():f} {from_}"
        return Converted(
            amount=_cents(amount, Decimal(1), turned.rate),
            currency=to,
            rate=_inverse(turned.rate),
            on=turned.on,
            source=turned.source,
            from_amount=amount,
            from_currency=from_,
            kept=kept,
        )


def _newest(on: date) -> QuerySet[ExchangeRate]:
    newer = ExchangeRate.objects.filter(
        base=OuterRef("base"), quote=OuterRef("quote"), on__gt=OuterRef("on"), on__lte=on
    )
    return ExchangeRate.objects.filter(~Exists(newer), on__lte=on)


def _cents(amount: Decimal, times: Decimal, over: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS
        return (amount * times / over).quantize(CENT, rounding=ROUND_HALF_UP)


def _inverse(rate: Decimal) -> Decimal:
    """To eight places after the point, and to six figures at least, as a small rate needs them."""
    with localcontext() as context:
        context.prec = _DIGITS
        exact = 1 / rate
    places = max(8, 5 - exact.adjusted())
    with localcontext() as context:
        context.prec = _DIGITS
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
