"""The importer brings every figure of the seed guides into the database, line by line as the facts have it."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.guides import batches
from benchmarks.guides.importing import Outcome
from benchmarks.models import CompanyGuide
from tests.benchmarks.test_guide_folder import SEEDS, needs_seeds
from tests.benchmarks.test_seed_figures import _guide

pytestmark = pytest.mark.usefixtures("empty")

FIXTURES = Path(__file__).parents[1] / "fixtures"
FACTS = json.loads((FIXTURES / "seed_facts.json").read_text())["company_guides"]
# Every figure of the seed guides in the same shape, in words of our own.
OURS = [FIXTURES / "guides" / "coreweave.md", FIXTURES / "guides" / "hugging-face.md"]
# How the guides' titles spell what the facts call Hugging Face, DevOps Engineer (Enterprise).
TITLES = [("CoreWeave", "GPU Cloud Infrastructure Engineer"), ("Hugging Face Enterprise", "DevOps Engineer")]
PLACES = [
    [("NYC / Roseland NJ", 7), ("Remote US", 8), ("London", 9)],
    [("San Francisco", 7), ("New York", 8), ("Paris", 9)],
]


def _figures(guide: dict[str, Any]) -> dict[str, Any]:
    """All of a guide but how it and its levers are called."""
    named = {name: value for name, value in guide.items() if name not in ("company", "role")}
    levers = [{name: value for name, value in lever.items() if name != "key"} for lever in guide["levers"]]
    return {**named, "levers": levers}


def _imported(files: list[Path]) -> list[CompanyGuide]:
    batch = batches.run(files, dry_run=False)
    assert batch.outcomes == {Outcome.NEW: 2}
    return [CompanyGuide.objects.with_parts().get(slug=one.slug) for one in batch.results]


def _hold(guides: list[CompanyGuide]) -> None:
    assert [(guide.company, guide.role) for guide in guides] == TITLES
    assert [[(band.region, band.line) for band in guide.bands.all()] for guide in guides] == PLACES
    for guide, facts in zip(guides, FACTS, strict=True):
        assert _figures(_guide(guide)) == _figures(facts)
    coreweave, hugging_face = guides
    assert [band.total_check.agrees for band in coreweave.bands.all()] == [True, True, True]
    assert [band.total_check.agrees for band in hugging_face.bands.all()] == [False, False, False]


def test_every_figure_of_the_facts_comes_back_from_guides_in_the_same_shape() -> None:
    _hold(_imported(OURS))


@needs_seeds
def test_every_figure_of_the_facts_comes_back_from_the_seed_guides() -> None:
    _hold(_imported(SEEDS))


@pytest.mark.parametrize(
    ("old", "new"), [("£456K", "£457K"), ("$540K", "$545K"), ("$470K", "$475K"), ("500 eng", "600 eng")]
)
def test_figure_that_is_changed_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    changed = tmp_path / "coreweave.md"
    changed.write_text(OURS[0].read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(AssertionError):
        _hold(_imported([changed, OURS[1]]))
