"""What a measurement is: two things done in turn, many times, compared by their medians."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """One line of the table: medians in milliseconds."""

    what: str
    size: int
    ours: float
    bare: float
    queries: int

    @property
    def ratio(self) -> float:
        return self.ours / self.bare

    def __str__(self) -> str:
        return (
            f"{self.what:<34} {self.size:>8,} {self.ours:>9.2f} {self.bare:>9.2f} {self.ratio:>7.1f} {self.queries:>8}"
        )


HEADING = f"{'what':<34} {'rows':>8} {'ours ms':>9} {'bare ms':>9} {'ratio':>7} {'queries':>8}"


def compare(
    what: str, size: int, ours: Callable[[], object], bare: Callable[[], object], *, queries: int, times: int = 15
) -> Row:
    """Do both in turn, so that whatever else the machine does meets both; the first round is for the caches."""
    spent: dict[str, list[float]] = {"ours": [], "bare": []}
    for number in range(times + 2):
        for name, act in (("ours", ours), ("bare", bare)):
            begun = perf_counter()
            act()
            if number >= 2:
                spent[name].append((perf_counter() - begun) * 1000)
    return Row(what, size, median(spent["ours"]), median(spent["bare"]), queries)
