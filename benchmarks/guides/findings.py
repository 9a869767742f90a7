"""Says what can be read out of a market guide."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

TEXT_LIMIT = 300

Span = tuple[Decimal | None, Decimal | None]
"""`(low, high)` in whole currency units or percent; an end that is not printed, or left open, is None."""


@dataclass(frozen=True)
class Problem:
    """Something that could not be read, or was read with a doubt: 1-based line, the text, the reason."""

    line: int
    text: str
    reason: str


def problem(line: int, text: str, reason: str) -> Problem:
    """A problem record whose text is cut to a length that people can look at."""
    stripped = text.strip() if len(text) <= TEXT_LIMIT else text[: TEXT_LIMIT - 1].strip() + "…"
    return Problem(line, stripped, reason)


@dataclass(frozen=True)
class Source:
    """Where one value stands: 1-based line and the text as printed."""

    line: int
    text: str


@dataclass
class Band:
    """Pay in one place, for one level, in one currency; `period` is year, month or hour, equity is over four years.

    `amount` holds a range that is not told apart into its parts, `amount_kind` says which of base, total, unspecified
    it is. `others` are columns of the guide that have no place of their own, by the guide's heading.
    """

    line: int
    currency: str
    region: str | None = None
    level: str | None = None
    period: str = "year"
    base: Span | None = None
    equity_4yr: Span | None = None
    bonus_percent: Span | None = None
    bonus_amount: Span | None = None
    total: Span | None = None
    signing: Span | None = None
    amount: Span | None = None
    amount_kind: str | None = None
    others: dict[str, Span] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)


@dataclass
class Package:
    """Pay that somebody asks for, walks away below, or holds elsewhere; amounts in whole units of `currency`."""

    line: int
    text: str
    currency: str = ""
    parts: dict[str, Span] = field(default_factory=dict)
    companies: tuple[str, ...] = ()
    acceleration: str = ""
    acceleration_percent: int | None = None
    acceleration_months: int | None = None
    refresh_percent: Decimal | None = None

    @property
    def says_something(self) -> bool:
        return bool(self.parts or self.acceleration or self.refresh_percent is not None)


@dataclass
class Lever:
    """An argument with its title, what is asked for with it, what is said to be held elsewhere, figures it argues
    with that are no pay (`uptime_percent`)."""

    line: int
    title: str
    text: str
    ask: Package | None = None
    holding: list[Package] = field(default_factory=list)
    context: dict[str, float] = field(default_factory=dict)


@dataclass
class Facts:
    """What a guide's prose says of the company and the role, where it says it."""

    summary: str = ""
    summary_line: int | None = None
    equity_kind: str = ""
    signature_role: bool = False
    premium_name: str = ""
    premium_percent: Span | None = None
    average_total: Span | None = None
    top_decile_total: Span | None = None
    valuation: Span | None = None
    scarcity_people_below: int | None = None
    evidence: list[Source] = field(default_factory=list)


@dataclass
class Guide:
    """All of one guide."""

    company: str | None = None
    role: str | None = None
    title_line: int | None = None
    bands: list[Band] = field(default_factory=list)
    level_mapping: list[Source] = field(default_factory=list)
    levers: list[Lever] = field(default_factory=list)
    target: Package | None = None
    floor: Package | None = None
    competing: list[Package] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    problems: list[Problem] = field(default_factory=list)
