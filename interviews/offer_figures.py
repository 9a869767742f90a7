"""What the terms of an offer come to before anything is stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from benchmarks import guide_matches, lever_costs, packages, quotes, rivals
from benchmarks.conversion import Rates
from benchmarks.lever_costs import LeverAnswer
from benchmarks.packages import Package, Year
from benchmarks.quotes import Quoted
from benchmarks.rivals import Compared, Rival
from hiring import approval_chains, approvals, expectations, offer_band, offer_terms
from hiring.approval_chains import Seated
from hiring.models import Application, User
from hiring.offer_band import Held
from hiring.offer_terms import Terms
from interviews import offer_search
from interviews.offer_search import Found

GUIDES = 60
"""So many guides are looked at, those for the roles nearest to the requisition's."""
FIRST = 6
"""So many rows of guides, and of levers, are shown at once; the others behind a click."""


@dataclass(frozen=True)
class Figures:
    """A package with its years, its place in the range, the approvals that it needs, what it is up against.

    `held` and `quoted` are None where the reader may see no bands, `quoted` also where there is none: `no_band` then
    says why. `no_chain` says why it could not be submitted. `said` is what the candidate says, `guides` what companies
    pay, `levers` what candidates are told to ask for there, `guides_named` how many of the guides that were looked at
    name the level, in whatever currency; `search` the limits within which `found` was looked for. `rates` are those at
    which all of it was converted.
    """

    terms: Terms
    package: Package
    years: tuple[Year, ...]
    held: Held | None
    quoted: Quoted | None
    no_band: str
    steps: tuple[Seated, ...]
    no_chain: str
    said: tuple[Compared, ...]
    guides: tuple[Compared, ...]
    levers: tuple[LeverAnswer, ...]
    guides_named: int
    search: dict[str, Any]
    found: Found
    rates: Rates

    @property
    def is_out_of_band(self) -> bool:
        """Whether it takes the approvals of an exception."""
        return self.held is not None and self.held.is_out_of_band

    @property
    def guides_first(self) -> tuple[Compared, ...]:
        return self.guides[:FIRST]

    @property
    def guides_rest(self) -> tuple[Compared, ...]:
        return self.guides[FIRST:]

    @property
    def levers_first(self) -> tuple[LeverAnswer, ...]:
        return self.levers[:FIRST]

    @property
    def levers_rest(self) -> tuple[LeverAnswer, ...]:
        return self.levers[FIRST:]


def figures(
    application: Application,
    terms: Terms,
    asked: dict[str, Any] | None,
    *,
    authors: Collection[int],
    user: User,
    on: date,
    searches: bool = True,
) -> Figures:
    """Work all of it out for one reader, in a fixed number of queries. Stores nothing.

    `asked` are the limits of the search as `SearchForm` gives them; None: those of `offer_search.defaults`. `authors`
    are the ids of those who have a hand in the terms, and so no seat among their approvers. Nothing is found unless it
    `searches`.
    Raises ValidationError with what `hiring.offer_terms.check` finds wrong with the terms.
    """
    terms = offer_terms.completed(terms, application.requisition)
    offer_terms.check(terms)
    package = offer_terms.package(terms)
    held = offer_band.hold(terms, on=on)
    steps, no_chain = _chain(application, held, authors)
    rates = Rates.at(on)
    stated = expectations.as_rivals(application) if user.has_perm("hiring.view_expectation") else []
    elsewhere, levers, named = _guides(application, terms, package, rates, user)
    sees_bands = user.has_perm("benchmarks.view_salaryband")
    quoted, no_band = _quoted(terms, held, on=on) if sees_bands else (None, "Bands are not yours to see.")
    search = asked or offer_search.defaults(package, quoted, stated)
    return Figures(
        terms=terms,
        package=package,
        years=tuple(packages.by_year(package)),
        held=held if sees_bands else None,
        quoted=quoted,
        no_band=no_band,
        steps=tuple(steps),
        no_chain=no_chain,
        said=tuple(rivals.compare(package, stated, rates)),
        guides=tuple(rivals.compare(package, elsewhere, rates)),
        levers=tuple(levers),
        guides_named=named,
        search=search,
        found=offer_search.search(package, quoted, stated, search, rates) if searches else Found(),
        rates=rates,
    )


def _chain(application: Application, held: Held, authors: Collection[int]) -> tuple[list[Seated], str]:
    try:
        steps = approvals.asked(application.requisition, held)
        return approval_chains.seated(steps, application, authors=authors), ""
    except ValidationError as refusal:
        return [], " ".join(refusal.messages)


def _quoted(terms: Terms, held: Held, *, on: date) -> tuple[Quoted | None, str]:
    if terms.level is None or terms.region is None:
        return None, "Choose a level and a region: the range is that of both."
    amount = terms.base if held.position else None
    try:
        found = quotes.quoted(terms.level.slug, terms.region.slug, on=on, premiums=terms.premiums, amount=amount)
    except ValidationError as refusal:
        return None, " ".join(refusal.messages)
    return found, ""


def _guides(
    application: Application, terms: Terms, package: Package, rates: Rates, user: User
) -> tuple[Sequence[Rival], Sequence[LeverAnswer], int]:
    if terms.level is None or not user.has_perm("benchmarks.view_companyguide"):
        return [], [], 0
    region, title = terms.region.slug if terms.region else None, application.requisition.title
    chosen = guide_matches.choose(terms.level.slug, title, most=GUIDES)
    found = rivals.from_guides(terms.level.slug, region, chosen=chosen)
    guides = guide_matches.guides_at(terms.level.slug, chosen=chosen)
    return found, lever_costs.answers(package, guides, rates), len(guides)
