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
SHARED = frozenset({"chat"})
"""Channels to a room: what several roles are to know is said there once."""

Role = Literal["owner", "coordinator", "hiring_manager"]
Manner = Literal["lead", "breach", "final"]
Name = Annotated[str, Field(min_length=1, max_length=20)]


@reference.row
class Repeat(reference.Row):
    """A rung that comes again: every so many hours, so many times in all."""

    every_hours: reference.Amount
    times: Annotated[int, Field(ge=2, le=30)]


@reference.row
class Rung(reference.Row):
    """One step of the ladders of some kinds of deadline. `hours` count from an instant of the deadline's window."""

    name: Annotated[str, Field(min_length=1, max_length=23)]
    kinds: tuple[Deadline.Kind, ...]
    rank: Annotated[int, Field(ge=1)]
    manner: Manner
    start: Literal["begins", "at_risk", "due"]
    hours: reference.Amount
    latest_hours: reference.Amount | None = None
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    channels: Annotated[tuple[Name, ...], Field(min_length=1)]
    repeat: Repeat | None = None
    apart_hours: reference.Amount | None = None


class Step(NamedTuple):
    """A reminder to plan: which rung, how high, in which manner, when at the latest, for whom, on which channel."""

    rung: str
    rank: int
    manner: str
    nominal_at: datetime
    hard_by: datetime
    role: str
    channel: str
    apart: timedelta
    """How long the person is left alone about this deadline before the step. Zero: it does not matter."""


def rows(file: Path | None = None) -> list[dict[str, Any]]:
    """The rungs of the file as plain values, to be kept in a policy. Raises ReferenceFileError."""
    return [_plain(rung) for rung in reference.read(file or FILE, "rungs", Rung, key="name")]


def steps(rungs: list[dict[str, Any]], kind: str, window: Window) -> Iterator[Step]:
    """The reminders of one deadline, from the rungs of its policy, in the order of the file.

    A lead is of no use after the deadline; other rungs may move by so many hours as they say, else by a day.
    """
    instants = {"begins": window.begins_at, "at_risk": window.at_risk_at, "due": window.due_at}
    for rung in rungs:
        if kind not in rung["kinds"]:
            continue
        manner, apart = rung.get("manner", "lead"), timedelta(hours=rung.get("apart_hours") or 0)
        for number, later in enumerate(_times(rung.get("repeat"))):
            at = instants[rung["start"]] + timedelta(hours=rung["hours"]) + later
            latest = at + timedelta(hours=rung.get("latest_hours") or 24)
            hard_by = max(at, window.due_at) if manner == "lead" else latest
            name = f"{rung['name']} no. {number + 1}" if number else rung["name"]
            for channel in rung.get("channels", ["email"]):
                for role in rung["roles"][:1] if channel in SHARED else rung["roles"]:
                    yield Step(name, rung["rank"] + number, manner, at, hard_by, role, channel, apart)


def apart_of(rungs: list[dict[str, Any]], kind: str) -> timedelta:
    """How long somebody is left alone between two reminders of a deadline of that kind. Zero: it does not matter."""
    return timedelta(hours=max((rung.get("apart_hours") or 0 for rung in rungs if kind in rung["kinds"]), default=0))


def _times(repeat: dict[str, Any] | None) -> list[timedelta]:
    if repeat is None:
        return [timedelta()]
    return [number * timedelta(hours=repeat["every_hours"]) for number in range(repeat["times"])]


def _plain(rung: Rung) -> dict[str, Any]:
    repeat = rung.repeat and {"every_hours": float(rung.repeat.every_hours), "times": rung.repeat.times}
    return {
        "name": rung.name,
        "kinds": [str(kind) for kind in rung.kinds],
        "rank": rung.rank,
        "manner": rung.manner,
        "start": rung.start,
        "hours": float(rung.hours),
        "latest_hours": None if rung.latest_hours is None else float(rung.latest_hours),
        "roles": list(rung.roles),
        "channels": list(rung.channels),
        "repeat": repeat,
        "apart_hours": None if rung.apart_hours is None else float(rung.apart_hours),
    }
