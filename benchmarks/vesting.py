"""Decides which part of a grant of equity vests in which year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError

from benchmarks.money import CENT

YEARS = 4
MONTHS = 12

FourShares = tuple[Decimal, Decimal, Decimal, Decimal]
EVEN: FourShares = (Decimal(25), Decimal(25), Decimal(25), Decimal(25))


@dataclass(frozen=True)
class Vesting:
    """Per cent of the grant in each of four years; nothing vests before the cliff.

    Raises ValidationError with code "vesting_not_whole" unless four shares, none below zero, make 100 per cent, and
    with code "cliff_out_of_range" for a cliff outside the four years.
    """

    shares: FourShares = EVEN
    cliff_months: int = MONTHS

    def __post_init__(self) -> None:
        if len(self.shares) != YEARS or min(self.shares) < 0 or sum(self.shares) != 100:
            raise ValidationError("Four shares, none below zero, have to make 100 per cent.", code="vesting_not_whole")
        if not 0 <= self.cliff_months <= YEARS * MONTHS:
            raise ValidationError("The cliff lies within the four years: 0 to 48 months.", code="cliff_out_of_range")

    @property
    def effective(self) -> FourShares:
        """The shares with the cliff: what would have vested before it moves to the year in which the cliff falls.

        A cliff of up to twelve months falls into year 1, so it moves nothing from year to year.
        """
        falls_in = max(1, -(-self.cliff_months // MONTHS))
        late = sum(self.shares[: falls_in - 1], Decimal(0))
        first, second, third, fourth = (
            Decimal(0) if year < falls_in else share + (late if year == falls_in else 0)
            for year, share in enumerate(self.shares, start=1)
        )
        return first, second, third, fourth

    @property
    def text(self) -> str:
        """Such as `25 / 25 / 25 / 25 %, cliff after 12 months`."""
        shares = " / ".join(f"{share.normalize():f}" for share in self.shares)
        return f"{shares} %, {f'cliff after {self.cliff_months} months' if self.cliff_months else 'no cliff'}"


def by_year(grant: Decimal, vesting: Vesting) -> FourShares:
    """What vests of a grant in each of four years, in the grant's own units.

    Each year is rounded down to the cent; what that leaves comes with the last year in which anything vests, so the
    four years make the grant exactly.
    """
    shares = vesting.effective
    parts = [(grant * share / 100).quantize(CENT, ROUND_DOWN) for share in shares]
    last = max(year for year, share in enumerate(shares) if share)
    parts[last] += grant - sum(parts, Decimal(0))
    first, second, third, fourth = parts
    return first, second, third, fourth
