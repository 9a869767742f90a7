"""Which rows the reference files of interviews stand for: domains, skills, rounds, competencies with anchors, flags."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from benchmarks import reference
from benchmarks.models.reference import Origin, ReferenceModel
from benchmarks.reference import Counts, Problem, ReferenceFileError
from hiring import clock
from interviews.models import Anchor, Competency, Domain, FlagDefinition, RoundGuide, Skill
from interviews.reference_rows import CompetencyRow, DomainRow, FlagRow, RoundRow, SkillRow

DATA = Path(__file__).parent / "data"

RowT = TypeVar("RowT", bound=reference.Row)


@dataclass(frozen=True)
class Content:
    """What the files say."""

    domains: list[DomainRow]
    skills: list[SkillRow]
    rounds: list[RoundRow]
    competencies: list[CompetencyRow]
    flags: list[FlagRow]


def load(*, now: datetime | None = None, folder: Path = DATA) -> list[str]:
    """Read every file first, then write, all or nothing; a line of numbers for each kind of row.

    Raises ReferenceFileError (code "reference_file") with the mistakes of all files. A second run changes nothing;
    rows entered or taken over by hand stay as they are, with their anchors and links.
    """
    content = read_all(folder)
    with transaction.atomic():
        return _write(content, now or clock.database_now())


def read_all(folder: Path = DATA) -> Content:
    """Read every file of a folder, or refuse with the mistakes of all of them."""
    problems: list[Problem] = []

    def read(name: str, row_type: type[RowT]) -> list[RowT]:
        try:
            return reference.read(folder / f"{name}.toml", name, row_type)
        except ReferenceFileError as refusal:
            problems.extend(refusal.problems)
            return []

    content = Content(
        read("domains", DomainRow),
        read("skills", SkillRow),
        read("rounds", RoundRow),
        read("competencies", CompetencyRow),
        read("flags", FlagRow),
    )
    problems.extend(_disagreements(content))
    if problems:
        raise ReferenceFileError(problems)
    return content


def unknown(row: reference.Row, named: Iterable[str], known: Iterable[str], what: str) -> Iterator[Problem]:
    """A problem for each name that a row gives to something that is not there. Nothing known: nothing can be said."""
    known = set(known)
    for name in named:
        if known and name not in known:
            yield Problem(row.file, row.line, f"there is no {what} “{name}”; known: {', '.join(sorted(known))}.")


def _disagreements(content: Content) -> Iterator[Problem]:
    domains = {row.slug for row in content.domains}
    codes = {row.code for row in content.competencies}
    for skill in content.skills:
        yield from unknown(skill, [skill.domain], domains, "domain")
    for guide in content.rounds:
        if guide.minutes_min > guide.minutes_max:
            message = f"“minutes_min” {guide.minutes_min} should not lie above “minutes_max” {guide.minutes_max}."
            yield Problem(guide.file, guide.line, message)
    for competency in content.competencies:
        yield from unknown(competency, competency.domains, domains, "domain")
        if competency.must_have != (competency.minimum > 0):
            yield Problem(competency.file, competency.line, "a must-have, and nothing else, has a “minimum” above 0.")
    for flag in content.flags:
        yield from unknown(flag, flag.domains, domains, "domain")
        yield from unknown(flag, flag.competencies, codes, "competency")
    yield from _taken(content.rounds, "number", RoundGuide)
    yield from _taken(content.competencies, "code", Competency)
    yield from _taken(content.flags, "code", FlagDefinition)


def _taken(rows: Sequence[Any], field: str, model: type[ReferenceModel]) -> Iterator[Problem]:
    """Rows whose number or code belongs to another row, of the same file or entered by hand."""
    holders = dict(model.objects.values_list(field, "slug"))
    for row in rows:
        holder = holders.setdefault(getattr(row, field), row.slug)
        if holder != row.slug:
            message = f"the {field} “{getattr(row, field)}” belongs to “{holder}”; every row needs one of its own."
            yield Problem(row.file, row.line, message)


def _write(content: Content, now: datetime) -> list[str]:
    def put(name: str, model: type[ReferenceModel], rows: Sequence[RowT], values: Any) -> str:
        return reference.upsert(model, rows, fields=values, now=now).summary(name)

    lines = [put("domains", Domain, content.domains, ("title", "summary"))]
    domains = Domain.objects.in_bulk(field_name="slug")
    lines += [
        put("skills", Skill, content.skills, _values(SkillRow, domain=lambda row: domains[row.domain])),
        put("rounds", RoundGuide, content.rounds, _values(RoundRow)),
        put("competencies", Competency, content.competencies, _values(CompetencyRow, without={"domains", "anchors"})),
        _put_anchors(content.competencies).summary("anchors"),
        put("flags", FlagDefinition, content.flags, _values(FlagRow, without={"domains", "competencies"})),
    ]
    codes = Competency.objects.in_bulk(field_name="code")
    changed = (
        _link(Competency, content.competencies, "domains", domains)
        + _link(FlagDefinition, content.flags, "domains", domains)
        + _link(FlagDefinition, content.flags, "competencies", codes)
    )
    return [*lines, f"links to domains and competencies: {changed} changed"]


def _values(
    row_type: type[reference.Row], *, without: Iterable[str] = (), **made: Callable[[Any], Any]
) -> Callable[[Any], dict[str, Any]]:
    names = [name for name in row_type.__annotations__ if name != "slug" and name not in without]
    return lambda row: {name: made[name](row) if name in made else getattr(row, name) for name in names}


def _put_anchors(rows: Sequence[CompetencyRow]) -> Counts:
    tally = {"created": 0, "updated": 0, "unchanged": 0, "manual": 0}
    competencies = Competency.objects.in_bulk(field_name="slug")
    standing = {(anchor.competency_id, anchor.level): anchor for anchor in Anchor.objects.select_for_update()}
    for row in rows:
        competency = competencies[row.slug]
        for level, text in row.anchors.items():
            anchor = standing.get((competency.pk, int(level)))
            if competency.origin == Origin.MANUAL:
                tally["manual"] += 1
            elif anchor is not None and anchor.text == text:
                tally["unchanged"] += 1
            else:
                Anchor.objects.update_or_create(competency=competency, level=int(level), defaults={"text": text})
                tally["created" if anchor is None else "updated"] += 1
    return Counts(**tally)


def _link(model: type[Any], rows: Sequence[Any], field: str, targets: dict[str, Any]) -> int:
    """Make the links of the reference rows what their file says, and return how many rows had others."""
    wanted = {row.slug: [targets[name] for name in getattr(row, field)] for row in rows}
    changed = 0
    for one in model.objects.filter(origin=Origin.REFERENCE, slug__in=wanted).prefetch_related(field):
        if {other.pk for other in getattr(one, field).all()} != {other.pk for other in wanted[one.slug]}:
            getattr(one, field).set(wanted[one.slug])
            changed += 1
    return changed
