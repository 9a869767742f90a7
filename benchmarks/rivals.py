"""Decides how a package compares with what somebody is likely to be offered elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarks import guide_matches
from benchmarks.conversion import Converted, Rates, no_rate
from benchmarks.guide_figures import mid
from benchmarks.guide_matches import BAND, Choice, Match
from benchmarks.packages import Package
from benchmarks.places import Rank

KINDS = {BAND: "guide", "target": "guide_target", "floor": "guide_floor"}
OPENINGS = {
    BAND: "",
    "target": "what candidates are told to aim for: ",
    "floor": "below what candidates are told not to go: ",
}


@dataclass(frozen=True)
class Rival:
    """An offer to compare with; amounts in units of its currency, a year but for equity over four years.

    `kind` is “guide” (what a company pays), “guide_target”, “guide_floor” (what its guide tells candidates to ask),
    “competing”, “target” or “floor” (what this candidate says). Where a range is printed, `base`, `equity_4yr` and
    `total` are its lower ends and the `_high` ones its upper ends; comparisons take the middle. `open_top`: no upper
    end is named. `spans` are the slugs of our levels that a guide's figures stand for, where it tells them not apart.
    """

    kind: str
    name: str
    detail: str
    currency: str
    base: Decimal | None = None
    bonus: Decimal | None = None
    equity_4yr: Decimal | None = None
    signing: Decimal | None = None
    total: Decimal | None = None
    base_high: Decimal | None = None
    equity_high: Decimal | None = None
    total_high: Decimal | None = None
    open_top: bool = False
    source: str = ""
    place: str = ""
    spans: tuple[str, ...] = ()

    @property
    def spans_text(self) -> str:
        """Such as `mid to staff / principal`; empty where the figures are those of one level."""
        named = [slug.replace("_", " / ") for slug in self.spans]
        return f"{named[0]} to {named[-1]}" if named else ""

    @property
    def mid_base(self) -> Decimal | None:
        """The middle of the base, or the one end that is known."""
        return mid(self.base, self.base_high)

    @property
    def mid_equity_4yr(self) -> Decimal | None:
        """The middle of the four-year equity, or the one end that is known."""
        return mid(self.equity_4yr, self.equity_high)

    @property
    def mid_total(self) -> Decimal | None:
        """The middle of the total a year, or the one end that is known."""
        return mid(self.total, self.total_high)


@dataclass(frozen=True)
class Compared:
    """The package minus a rival, part by part, in the package's currency; None where the rival names no such part.

    `difference_total` takes the package's equity at face value, `difference_total_valued` after the discount. `clears`
    says whether the package reaches the rival: by the total where one is known, with equity after the discount, else by
    base and equity as far as they are named; signing decides only where nothing else is. `converted` is the rival's
    total (or, without one, its base, equity or signing) in the package's currency; `lacks_rate` the two currencies
    between which a rate is missing.
    """

    rival: Rival
    difference_base: Decimal | None = None
    difference_equity_4yr: Decimal | None = None
    difference_signing: Decimal | None = None
    difference_total: Decimal | None = None
    difference_total_valued: Decimal | None = None
    clears: bool | None = None
    converted: Converted | None = None
    why_not: str = ""
    lacks_rate: tuple[str, str] | None = None


def from_guides(
    level_slug: str,
    region_slug: str | None,
    *,
    role_words: str = "",
    most: int | None = None,
    chosen: Choice | None = None,
) -> list[Rival]:
    """What the current company guides say of a level in a region: bands, targets and floors, nearest role first.

    `role_words` is the title of the position: guides for roles like it come first. None is left out, unless `most` says
    how many guides, the nearest, are looked at. Each rival's `detail` says which comparison of levels chose it, its
    `source` the file and line. Six queries; three with the guides `chosen` before, by
    `guide_matches.choose`. Raises ValidationError with code "unknown_region".
    """
    found = guide_matches.matches(level_slug, region_slug, role_words, most=most, chosen=chosen)
    return [_rival(match) for match in found]


def compare(package: Package, rivals: Sequence[Rival], rates: Rates) -> list[Compared]:
    """Hold a package against each rival, in the package's currency; `why_not` says where there is no exchange rate."""
    return [_compared(package, rival, rates) for rival in rivals]


def _rival(match: Match) -> Rival:
    figures = match.figures
    place = f"{match.place} (same currency, another place)" if match.rank == Rank.SAME_CURRENCY else match.place
    why = "its title" if match.why == match.role else f"“{match.why}”"
    where = f"{OPENINGS[match.kind]}{', '.join(filter(None, (match.role, place)))}"
    (base, base_high), (equity, equity_high), (total, total_high) = (
        _ends(*ends) for ends in (figures.base, figures.equity_4yr, figures.total)
    )
    return Rival(
        kind=KINDS[match.kind],
        name=match.company,
        detail="; ".join((where, f"this level by {why}", *figures.notes)),
        currency=match.currency,
        base=base,
        bonus=mid(*figures.bonus),
        equity_4yr=equity,
        signing=mid(*figures.signing),
        total=total,
        base_high=base_high,
        equity_high=equity_high,
        total_high=total_high,
        open_top=figures.is_open,
        source=match.source,
        place=match.place,
        spans=match.spans,
    )


def _ends(low: Decimal | None, high: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The lower end first, or the only one; a range of one figure has no upper end of its own."""
    return (low, None if low == high else high) if low is not None else (high, None)


def _compared(package: Package, rival: Rival, rates: Rates) -> Compared:
    named = {
        "base": rival.mid_base,
        "equity_4yr": rival.mid_equity_4yr,
        "signing": rival.signing,
        "total": rival.mid_total,
    }
    theirs = {
        part: rates.convert(amount, rival.currency, package.currency)
        for part, amount in named.items()
        if amount is not None
    }
    if not theirs:
        return Compared(rival, why_not="Not compared: no amount is stated that can be.")
    known = {part: converted for part, converted in theirs.items() if converted is not None}
    if not known:
        pair = (rival.currency, package.currency)
        return Compared(rival, why_not=no_rate(*pair, on=rates.on), lacks_rate=pair)
    ours = {
        "base": package.base,
        "equity_4yr": package.equity_4yr,
        "signing": package.signing,
        "total": package.annual,
    }
    difference = {part: ours[part] - converted.amount for part, converted in known.items()}
    valued = package.annual_valued - known["total"].amount if "total" in known else None
    decisive = [difference[part] for part in ("base", "equity_4yr") if part in difference]
    return Compared(
        rival=rival,
        difference_base=difference.get("base"),
        difference_equity_4yr=difference.get("equity_4yr"),
        difference_signing=difference.get("signing"),
        difference_total=difference.get("total"),
        difference_total_valued=valued,
        clears=valued >= 0 if valued is not None else min(decisive or difference.values()) >= 0,
        converted=next(known[part] for part in ("total", "base", "equity_4yr", "signing") if part in known),
    )
