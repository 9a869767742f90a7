"""Decides how well a place that a guide prints fits one of our labour markets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from benchmarks.guides.atlas import STATES
from benchmarks.models import Region

COUNTRIES = {
    "United States": ("USD", r"united states|usa?|u\.s\.|bay area|silicon valley"),
    "Germany": ("EUR", r"germany|deutschland|berlin|munich|münchen|hamburg|frankfurt|walldorf|cologne|stuttgart"),
    "United Kingdom": ("GBP", r"united kingdom|uk|london|cambridge uk|manchester|edinburgh|bristol|leeds|oxford"),
    "Netherlands": ("EUR", r"netherlands|amsterdam|eindhoven|veldhoven|rotterdam|utrecht|nl"),
    "France": ("EUR", r"france|paris|lyon|grenoble"),
    "Ireland": ("EUR", r"ireland|dublin|cork"),
    "Spain": ("EUR", r"spain|madrid|barcelona"),
    "Portugal": ("EUR", r"portugal|lisbon|porto"),
    "Italy": ("EUR", r"italy|milan|rome"),
    "Estonia": ("EUR", r"estonia|tallinn"),
    "Finland": ("EUR", r"finland|helsinki"),
    "Austria": ("EUR", r"austria|vienna"),
    "Belgium": ("EUR", r"belgium|brussels"),
    "Greece": ("EUR", r"greece|athens"),
    "Romania": ("RON", r"romania|bucharest|cluj"),
    "Switzerland": ("CHF", r"switzerland|zurich|zürich|geneva|lausanne"),
    "Sweden": ("SEK", r"sweden|stockholm|gothenburg"),
    "Denmark": ("DKK", r"denmark|copenhagen"),
    "Norway": ("NOK", r"norway|oslo"),
    "Poland": ("PLN", r"poland|warsaw|krakow|kraków|wroclaw|gdansk"),
    "Czechia": ("CZK", r"czechia|czech republic|prague|brno"),
    "Israel": ("ILS", r"israel|tel aviv|haifa|jerusalem"),
    "India": ("INR", r"india|bangalore|bengaluru|hyderabad|pune|mumbai|chennai|gurgaon|gurugram|delhi|noida"),
    "Canada": ("CAD", r"canada|toronto|vancouver|montreal|montréal|waterloo|ottawa|calgary"),
    "Australia": ("AUD", r"australia|sydney|melbourne|brisbane|perth"),
    "New Zealand": ("NZD", r"new zealand|auckland|wellington"),
    "Singapore": ("SGD", r"singapore"),
    "Japan": ("JPY", r"japan|tokyo|osaka"),
    "South Korea": ("KRW", r"korea|seoul|suwon"),
    "Taiwan": ("TWD", r"taiwan|taipei|hsinchu"),
    "China": ("CNY", r"china|beijing|shanghai|shenzhen|hangzhou"),
    "Hong Kong": ("HKD", r"hong kong"),
    "Brazil": ("BRL", r"brazil|brasil|são paulo|sao paulo|curitiba|rio de janeiro"),
    "Mexico": ("MXN", r"mexico|méxico|guadalajara|monterrey"),
    "Argentina": ("ARS", r"argentina|buenos aires"),
    "United Arab Emirates": ("AED", r"united arab emirates|uae|dubai|abu dhabi"),
}
"""Countries with their currency and with names that guides print. American towns are too many: see `fit`."""

_NAMES = {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for name, (_, words) in COUNTRIES.items()}
_REMOTE = re.compile(r"\bremote\b", re.IGNORECASE)
_STATES = re.compile(  # "Cambridge (MA)" is not the English one, "Dublin, OH" not the Irish one
    rf"\b(?:{STATES})\b|\bRemote[ -]US\b"
)
AMERICA = "United States"


class Rank(IntEnum):
    """How well a place fits, best first."""

    REMOTE = 0
    HERE = 1
    HERE_OWN_CURRENCY = 2
    SAME_CURRENCY = 3
    HERE_FOREIGN_CURRENCY = 4


@dataclass(frozen=True)
class Market:
    """A region as far as places matter: the countries that its title names, its currency, whether it is remote work."""

    currency: str
    countries: tuple[str, ...]
    is_remote: bool
    title: str

    @classmethod
    def of(cls, region: Region) -> Market:
        """Read from the region's title; a region in no known country is known by its title alone."""
        named = tuple(name for name, pattern in _NAMES.items() if pattern.search(region.title))
        return cls(region.currency, named, bool(_REMOTE.search(region.title)), region.title)

    @property
    def currencies(self) -> frozenset[str]:
        """In which its pay may be printed: its own currency, those of its countries."""
        return frozenset({self.currency, *(COUNTRIES[name][0] for name in self.countries)})


def fit(place: str, currency: str, market: Market) -> Rank | None:
    """How well pay that a guide prints for a place in a currency fits a market; None when it does not.

    A place in dollars that is in no known country is taken to be in the United States. Another place with the same
    currency fits less well, and only where that currency is its own: what London pays in dollars is no American pay.
    """
    countries = countries_of(place)
    if not countries and currency == "USD":
        countries = frozenset({AMERICA})
    here = countries & set(market.countries) if market.countries else market.title.casefold() in place.casefold()
    if here and currency == market.currency:
        return Rank.REMOTE if market.is_remote and _REMOTE.search(place) else Rank.HERE
    if here:
        return Rank.HERE_OWN_CURRENCY if currency in market.currencies else Rank.HERE_FOREIGN_CURRENCY
    if currency != market.currency:
        return None
    own = {COUNTRIES[name][0] for name in countries}
    return Rank.SAME_CURRENCY if not own or currency in own else None


@lru_cache(maxsize=4096)
def countries_of(place: str) -> frozenset[str]:
    """The known countries that a place as printed lies in: none, one, or several for `London / Berlin`."""
    if _STATES.search(place):
        return frozenset({AMERICA})
    return frozenset(name for name, pattern in _NAMES.items() if pattern.search(place))
