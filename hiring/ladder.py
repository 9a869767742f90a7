"""When a deadline's reminders are due, for whom: its ladder, read from `data/ladder.toml`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from benchmarks import reference
from hiring.models import Deadline
from hiring.sla import Window

FILE = Path(__file__).parent / "data" / "ladder.toml"

Role = Literal["owner", "coordinator", "hiring_manager"]


@reference.row
class Rung(reference.Row):
    """One step of the ladders of some kinds of deadline. `hours` count from an instant of the deadline's window."""

    name: Annotated[str, Field(min_length=1, max_length=30)]
    kinds: tuple[Deadline.Kind, ...]
    rank: Annotated[int, Field(ge=1)]
    start: Literal["begins", "at_risk", "due"]
    hours: reference.Amount
    roles: tuple[Role, ...]


class Step(NamedTuple):
    """A reminder to plan: which rung, how high, when, for whom."""

    rung: str
    rank: int
    due_at: datetime
    role: str


def rows(file: Path | None = None) -> list[dict[str, Any]]:
    """The rungs of the file as plain values, to be kept in a policy. Raises ReferenceFileError."""
    rungs = reference.read(file or FILE, "rungs", Rung, key="name")
    return [
        {
            "name": rung.name,
            "kinds": [str(kind) for kind in rung.kinds],
            "rank": rung.rank,
            "start": rung.start,
            "hours": float(rung.hours),
            "roles": list(rung.roles),
        }
        for rung in rungs
    ]


def steps(rungs: list[dict[str, Any]], kind: str, window: Window) -> Iterator[Step]:
    """The reminders of one deadline, from the rungs of its policy."""
    instants = {"begins": window.begins_at, "at_risk": window.at_risk_at, "due": window.due_at}
    for rung in rungs:
        if kind in rung["kinds"]:
            due_at = instants[rung["start"]] + timedelta(hours=rung["hours"])
            for role in rung["roles"]:
                yield Step(rung["name"], rung["rank"], due_at, role)
