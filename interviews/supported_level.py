"""Which level the scorecards support, as far as the reader may read them."""

from collections import defaultdict
from dataclasses import dataclass
from statistics import fmean

from hiring.models import Application, User
from interviews import debrief
from interviews.models import Competency

LEAST_RATED = 6
"""Competencies that somebody must have rated before the cards say anything: as many as the screening alone rates."""
LEAST_MEAN = {"senior": 3.25, "mid": 2.75, "junior": 2.0}
"""From which overall mean on a level is supported, the highest first. The rubric's target profile is junior 2 to 3,
mid 3, senior 3 to 4; the limits lie half way between the middles of these ranges. Ours to set, not measured."""
MAIN_DOMAINS = 2
MAIN_DOMAIN_MEAN = 3.75
"""Staff: the profile asks for a 4 on the two main domains; at 3.75 three of four ratings are one."""
TITLES = {"junior": "junior", "mid": "mid-level", "senior": "senior", "staff_principal": "staff or principal"}


@dataclass(frozen=True)
class Supported:
    """A level by its slug, None where the cards support none, and why, in sentences. The cards never reach above
    staff: how somebody leads an organisation is not what the rounds rate."""

    level_slug: str | None
    why: tuple[str, ...]


def supported(application: Application, user: User) -> Supported:
    """The level that the readable scorecards support, from means of the four rounds, in a fixed number of queries.

    What is hidden from the reader counts nowhere. It is where an offer starts, not what it has to be.
    """
    views = debrief.rounds_for(application, user)
    scores = [one for view in views for one in view.score.competencies if one.mean is not None]
    hidden = sum(view.hidden for view in views)
    means = {one.competency.pk: one.mean for one in scores if one.mean is not None}
    return _supported(means, _by_domain(means), hidden=hidden)


def _supported(means: dict[int, float], domains: dict[str, float], *, hidden: int) -> Supported:
    cards = "1 scorecard stays" if hidden == 1 else f"{hidden} scorecards stay"
    left_out = (f"{cards} hidden until your own are in: they count nowhere.",) if hidden else ()
    if len(means) < LEAST_RATED:
        return Supported(None, (_too_few(len(means)), *left_out))
    mean = fmean(means.values())
    found = next((slug for slug, least in LEAST_MEAN.items() if mean >= least), None)
    told = f"Mean {mean:.2f} of 4 over {len(means)} rated competencies"
    best = sorted(domains.items(), key=lambda one: (-one[1], one[0]))[:MAIN_DOMAINS]
    named = " and ".join(f"{title} {value:.2f}" for title, value in best)
    is_main = len(best) == MAIN_DOMAINS and all(value >= MAIN_DOMAIN_MEAN for _title, value in best)
    if found == "senior" and is_main:
        return Supported(
            "staff_principal", (f"{told}.", f"Strongest in {named}: staff asks for 3.75 in two.", *left_out)
        )
    if found is None:
        return Supported(
            None, (f"{told}: below {LEAST_MEAN['junior']:.2f}, from which on they support a junior.", *left_out)
        )
    strongest = (f"Strongest in {named}; staff would ask for 3.75 in two domains.",) if found == "senior" else ()
    return Supported(found, (f"{told}: {TITLES[found]} from {LEAST_MEAN[found]:.2f} on.", *strongest, *left_out))


def _by_domain(means: dict[int, float]) -> dict[str, float]:
    """The mean of each technical domain, over the rated competencies that touch it."""
    touched = Competency.domains.through.objects.filter(competency__in=means).order_by("domain__position")
    values: dict[str, list[float]] = defaultdict(list)
    for competency, title in touched.values_list("competency", "domain__title"):
        values[title].append(means[competency])
    return {title: fmean(each) for title, each in values.items()}


def _too_few(rated: int) -> str:
    if not rated:
        return "There is no scorecard that you may read."
    return f"Only {rated} competencies are rated where {LEAST_RATED} are the least: too little to say."
