"""How well a place that a guide prints fits a labour market."""

import pytest

from benchmarks.models import Region
from benchmarks.places import Market, Rank, countries_of, fit

US = Market.of(Region(slug="us_remote", title="United States (remote)", currency="USD"))
DE = Market.of(Region(slug="germany", title="Germany", currency="EUR"))
UK_NL = Market.of(Region(slug="uk_netherlands", title="United Kingdom / Netherlands", currency="GBP"))
NARNIA = Market.of(Region(slug="narnia", title="Narnia", currency="USD"))


def test_market_knows_its_countries_and_currencies() -> None:
    assert (US.countries, US.is_remote, US.currencies) == (("United States",), True, {"USD"})
    assert (UK_NL.countries, UK_NL.is_remote, UK_NL.currencies) == (
        ("United Kingdom", "Netherlands"),
        False,
        {"GBP", "EUR"},
    )


@pytest.mark.parametrize(
    ("place", "currency", "market", "rank"),
    [
        ("Remote US", "USD", US, Rank.REMOTE),
        ("Austin TX", "USD", US, Rank.HERE),
        ("Some Town", "USD", US, Rank.HERE),
        ("London", "USD", US, None),
        ("Tel Aviv", "USD", US, None),
        ("London", "GBP", US, None),
        ("Berlin", "EUR", DE, Rank.HERE),
        ("Germany (Walldorf/Munich)", "EUR", DE, Rank.HERE),
        ("Amsterdam", "EUR", DE, Rank.SAME_CURRENCY),
        ("Europe", "EUR", DE, Rank.SAME_CURRENCY),
        ("Romania (Bucharest)", "EUR", DE, None),
        ("London / Berlin", "EUR", DE, Rank.HERE),
        ("Berlin", "USD", DE, Rank.HERE_FOREIGN_CURRENCY),
        ("London", "GBP", UK_NL, Rank.HERE),
        ("Amsterdam", "EUR", UK_NL, Rank.HERE_OWN_CURRENCY),
        ("Dublin", "EUR", UK_NL, None),
        ("Cambridge UK", "GBP", UK_NL, Rank.HERE),
        ("Narnia, north", "USD", NARNIA, Rank.HERE),
        ("Austin", "USD", NARNIA, Rank.SAME_CURRENCY),
    ],
)
def test_place_fits_a_market(place: str, currency: str, market: Market, rank: Rank | None) -> None:
    assert fit(place, currency, market) == rank


def test_american_town_is_not_its_european_namesake() -> None:
    assert countries_of("Cambridge (MA)") == {"United States"}
    assert countries_of("Dublin, OH") == {"United States"}
    assert countries_of("London / Berlin") == {"United Kingdom", "Germany"}
    assert countries_of("Bozeman") == frozenset()
