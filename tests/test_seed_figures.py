"""Every figure of the seed documents is in the database once the reference files are loaded.

The walk goes through the whole fixture: a figure that differs fails, and so does one that no expectation here names.
"""

import copy
import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.models import CompanyGuide
from hiring import sla
from hiring.models import ChecklistPoint, LandscapeCategory, MarketFact, RoleScope, SlaPolicy, SourcingChannel
from interviews.models import Domain, FlagDefinition, Question, RoundGuide
from tests.benchmarks import test_seed_figures as pay

FACTS = json.loads((Path(__file__).parent / "fixtures" / "seed_facts.json").read_text())

Path_ = tuple[str | int, ...]
Agrees = Callable[[Any], bool]

NUMERALS = {"1": "one first", "2": "two", "3": "three", "4": "four", "10": "ten", "12": "twelve"}

pytestmark = pytest.mark.django_db


def _leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield path, value
    else:
        for name, item in inside:
            yield from _leaves(item, (*path, name))


def _at(facts: Any, path: Path_) -> Any:
    for step in path:
        facts = facts[step]
    return facts


def _is(held: Any) -> Agrees:
    """The database holds exactly this."""
    return lambda said: bool(said == held)


def _figures(text: str) -> set[str]:
    """What a sentence states in digits, such as `70B`, `4096` or `H100`."""
    return {token.rstrip(".,").replace(",", "") for token in re.findall(r"\w*\d[\w.,]*", text)}


def _says(figure: str, text: str) -> bool:
    words = set(re.findall(r"[a-z]+", text.lower()))
    return figure in _figures(text) or bool(words & set(NUMERALS.get(figure, "").split()))


def _reworded(*texts: str) -> Agrees:
    """A sentence is written afresh: it is there, and has kept every figure."""
    ours = "\n".join(texts)
    return lambda said: bool(ours.strip()) and all(_says(figure, ours) for figure in _figures(json.dumps(said)))


def _all_reworded(texts: Iterable[str]) -> Agrees:
    """As many items, each written afresh in its place with its figures."""
    ours = list(texts)
    return lambda said: (
        len(said) == len(ours) and all(_reworded(text)(item) for item, text in zip(said, ours, strict=True))
    )


def _number(value: Any) -> Any:
    text = str(value)
    return int(text) if text.isdigit() else text


def _thousands(amount: Decimal) -> Decimal:
    return amount / 1000


def _fact(fact: MarketFact) -> Any:
    bounds = {"exact": "", "range": "", "above": "_above", "below": "_below"}
    assert fact.slug.endswith(bounds[fact.bound])
    return fact.low if fact.low == fact.high else [fact.low, fact.high]


def _market() -> Iterator[tuple[Path_, Agrees]]:
    held = {fact.slug: _fact(fact) for fact in MarketFact.objects.current()}
    promise = {name: held.pop(name) for name in FACTS["guide"]["sla"]}
    yield ("guide", "market"), _is(held)
    policy = SlaPolicy.objects.order_by("-version")[0].as_policy()
    lost = round(100 * (1 - sla.survival(policy.promise_hours / 24 + 1)))
    enforced = {
        "maximum_days": policy.promise_hours / 24,
        "offer_decision_hours_after_final_round": policy.decision_hours,
        "candidate_loss_percent_per_day_after_maximum": lost,
    }
    assert (policy.promise_hours, policy.decision_hours) == (sla.PROMISE_HOURS, sla.DECISION_HOURS)
    yield ("guide", "sla"), lambda said: said == promise and enforced.items() <= said.items()


def _rounds() -> Iterator[tuple[Path_, Agrees]]:
    for number, guide in enumerate(RoundGuide.objects.current().order_by("number")):
        here: Path_ = ("guide", "rounds", number)
        yield (*here, "number"), _is(guide.number)
        yield (*here, "key"), _is(guide.slug)
        yield (*here, "title"), _is(guide.title)
        yield (*here, "minutes"), _is([guide.minutes_min, guide.minutes_max])
        yield (*here, "format"), _reworded(guide.format)
        figures = {row["key"]: _number(row["value"]) for row in guide.scenario}
        match guide.slug:
            case "screening":
                yield (*here, "topics"), _all_reworded(guide.topics)
                yield (*here, "purpose"), _reworded(guide.purpose)
            case "take_home":
                yield (*here, "scenario"), _is(figures)
                yield (*here, "deliverables"), _all_reworded(guide.deliverables)
                yield (*here, "evaluate"), _all_reworded(guide.evaluate)
            case "live_debugging":
                symptoms = [figures.pop(key) for key in list(figures) if key.startswith("symptom")]
                for key, value in figures.items():
                    yield (*here, "scenario", key), _is(value)
                yield (*here, "scenario", "symptoms"), _all_reworded(symptoms)
                yield (*here, "materials"), _is(guide.materials)
                yield (*here, "watch_for"), _all_reworded(guide.watch_for)
            case "scale_architecture":
                yield (*here, "topics"), _all_reworded(guide.topics)
                yield (*here, "forward_challenge"), _is(figures)
                yield (*here, "assess"), _all_reworded(guide.assess)


def _questions() -> Iterator[tuple[Path_, Agrees]]:
    for depth in ("fundamentals", "intermediate", "advanced"):
        samples = Question.objects.current().filter(slug__startswith=f"seed-{depth[0]}-", depth=depth).order_by("slug")
        texts = ["\n".join([one.prompt, *one.strong_answer, *one.follow_ups]) for one in samples]
        yield ("guide", "question_depths", depth), _all_reworded(texts)


def _role() -> Iterator[tuple[Path_, Agrees]]:
    for number, scope in enumerate(RoleScope.objects.current().order_by("position")):
        here: Path_ = ("guide", "role_boundaries", number)
        yield (*here, "key"), _is(scope.slug)
        yield (*here, "title"), _is(scope.title)
        yield (*here, "eur"), _is([_thousands(scope.eur_low), _thousands(scope.eur_high)])
        yield (*here, "focus"), _is(scope.focus)
        yield (*here, "builds"), _is(scope.builds)
        yield (*here, "core_tools"), _is(scope.core_tools)
        yield (*here, "question"), _reworded(scope.question)
    skills = {
        domain.slug: [skill.slug for skill in domain.skills.all()]
        for domain in Domain.objects.current().prefetch_related("skills")
    }
    yield ("guide", "skills"), _is(skills)


def _sourcing() -> Iterator[tuple[Path_, Agrees]]:
    landscape = {
        one.slug: {"leaders": one.leaders, "rising": one.rising} for one in LandscapeCategory.objects.current()
    }
    yield ("guide", "landscape"), _is(landscape)
    for number, channel in enumerate(SourcingChannel.objects.current().order_by("position")):
        here: Path_ = ("guide", "sourcing_channels", number)
        yield (*here, "key"), _is(channel.slug)
        yield (*here, "signals"), _is(channel.signals)
        yield (*here, "evidence"), _reworded(channel.evidence)
        # Commas within the evidence of two channels made keys of its other parts when the facts were written down.
        for name in set(_at(FACTS, here)) - {"key", "signals", "evidence"}:
            yield (*here, name), _is(None if name in channel.evidence else name)
    points = ChecklistPoint.objects.current().order_by("number")
    yield (
        ("guide", "checklist"),
        _all_reworded("\n".join([point.title, point.question, point.help, point.example]) for point in points),
    )
    # The source's table of flags was lost: the product has its own.
    colours = [FlagDefinition.objects.current().filter(colour=colour).count() for colour in ("green", "red")]
    yield ("guide", "flags"), lambda said: said is None and colours == [18, 18]


def _pay() -> Iterator[tuple[Path_, Agrees]]:
    yield ("guide", "bands"), _is(pay._bands())
    yield ("guide", "premiums"), _is(pay._premiums())
    guides = CompanyGuide.objects.current().with_parts().order_by("position")
    for number, guide in enumerate(guides):
        held = pay._guide(guide)
        for name in FACTS["company_guides"][number]:
            yield ("company_guides", number, name), _is(held.get(name))


@pytest.fixture
def expectations() -> list[tuple[Path_, Agrees]]:
    """What the database says of each place in the fixture."""
    return [*_market(), *_rounds(), *_questions(), *_role(), *_sourcing(), *_pay()]


def _failures(facts: Any, expectations: list[tuple[Path_, Agrees]]) -> dict[Path_, Any]:
    """The places at which the database says something else, or nothing at all."""
    left = dict(_leaves(facts))
    failed: dict[Path_, Any] = {}
    for path, agrees in expectations:
        said = _at(facts, path)
        if not agrees(said):
            failed[path] = said
        left = {leaf: value for leaf, value in left.items() if leaf[: len(path)] != path}
    return {**failed, **left}


def test_database_holds_every_figure_of_the_seed(expectations: list[tuple[Path_, Agrees]]) -> None:
    assert _failures(FACTS, expectations) == {}


def test_walk_fails_for_each_figure_that_is_changed(expectations: list[tuple[Path_, Agrees]]) -> None:
    unnoticed, changed = [], 0
    for path, value in _leaves(FACTS):
        if isinstance(value, bool) or not re.search(r"\d", str(value)):
            continue
        facts = copy.deepcopy(FACTS)
        other = 98765 if not isinstance(value, str) else re.sub(r"\d+", "98765", value)
        _at(facts, path[:-1])[path[-1]] = other
        changed += 1
        if not _failures(facts, expectations):
            unnoticed.append(path)
    assert unnoticed == []
    assert changed > 200


@pytest.mark.parametrize(
    "path", [("guide", "market"), ("guide",), ("guide", "rounds", 2, "scenario"), ("company_guides", 0)]
)
def test_walk_fails_for_a_figure_that_nobody_expects(path: Path_, expectations: list[tuple[Path_, Agrees]]) -> None:
    facts = copy.deepcopy(FACTS)
    _at(facts, path)["a_new_figure"] = 42
    assert _failures(facts, expectations) != {}
