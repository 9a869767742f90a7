"""When somebody's working time lies on the world's clock: days, hours, holidays and exceptions in one time zone."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import holidays

log = logging.getLogger(__name__)

SEARCH_DAYS = 366
"""How far a search goes: whoever is closed for a year has no working time."""

Hours = tuple[time, time]
Span = tuple[datetime, datetime]

TICK = timedelta(microseconds=1)
MIDNIGHT, DAY_END = time.min, time.max


class NoWorkingTime(Exception):
    """Nothing is open within 366 days of the instant asked for."""


@dataclass(frozen=True)
class WorkingTime:
    """The weekly hours of one place or person. The ends of an interval belong to it.

    `days` are weekdays, 0 is Monday. Hours that wrap past midnight belong to the day on which they begin; with
    `opens == closes` working days are open from midnight to midnight. Public holidays are those of `country` (ISO
    3166, empty: none); `exceptions` say of a date whether it is worked, whatever week and holidays say. What the wall
    clock shows decides: an hour that it shows twice is open twice, one that it skips never comes.
    """

    zone: ZoneInfo
    days: frozenset[int]
    opens: time
    closes: time
    country: str = ""
    subdivision: str = ""
    exceptions: Mapping[date, bool] = field(default_factory=dict)

    def works_on(self, day: date) -> bool:
        """Whether that date is a working day."""
        stated = self.exceptions.get(day)
        if stated is not None:
            return stated
        if day.weekday() not in self.days:
            return False
        return not self.country or day not in public_holidays(self.country, self.subdivision, day.year)

    def is_open(self, at: datetime) -> bool:
        """Whether an aware instant falls into working time."""
        shown = at.astimezone(self.zone)
        return any(start <= shown.time() <= end for start, end in self._hours(shown.date()))

    def last_open(self, at: datetime) -> datetime:
        """The latest open instant at or before an aware one, in UTC. Raises NoWorkingTime."""
        if self.is_open(at):
            return at.astimezone(UTC)
        today = at.astimezone(self.zone).date()
        for back in range(-1, SEARCH_DAYS + 1):
            ends = [end for _start, end in self._spans(today - timedelta(days=back)) if end <= at]
            if ends:
                return max(ends)
        raise NoWorkingTime(f"no working time in the {SEARCH_DAYS} days before {at:%Y-%m-%d}")

    def next_open(self, at: datetime) -> datetime:
        """The earliest open instant at or after an aware one, in UTC. Raises NoWorkingTime."""
        if self.is_open(at):
            return at.astimezone(UTC)
        today = at.astimezone(self.zone).date()
        for ahead in range(-1, SEARCH_DAYS + 1):
            starts = [start for start, _end in self._spans(today + timedelta(days=ahead)) if start >= at]
            if starts:
                return min(starts)
        raise NoWorkingTime(f"no working time in the {SEARCH_DAYS} days after {at:%Y-%m-%d}")

    def _hours(self, day: date) -> Iterator[Hours]:
        """The hours of a date that are open on its wall clock."""
        worked = self.works_on(day)
        if self.opens == self.closes:
            if worked:
                yield MIDNIGHT, DAY_END
        elif self.opens < self.closes:
            if worked:
                yield self.opens, self.closes
        else:
            if self.works_on(day - timedelta(days=1)):
                yield MIDNIGHT, self.closes
            if worked:
                yield self.opens, DAY_END

    def _spans(self, day: date) -> Iterator[Span]:
        """The same as instants in UTC: more than one for hours that a change of the clock cuts in two."""
        for start, end in self._hours(day):
            for offset, since, until in _offsets(self.zone, day):
                first = max(datetime.combine(day, start, UTC) - offset, since)
                last = min(datetime.combine(day, end, UTC) - offset, until)
                if first <= last:
                    yield first, last


@cache
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of a year, national ones with those of a subdivision; none where they are not known.

    A calendar is checked when it is written; a later edition of the package may not know its region any more. Then a
    holiday less is kept, and no reminder of anybody waits for that.
    """
    try:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError as problem:
        log.error("no public holidays of %s %s are known: %s", country, subdivision, problem)
        return frozenset()


@lru_cache(maxsize=16_384)
def _offsets(zone: ZoneInfo, day: date) -> tuple[tuple[timedelta, datetime, datetime], ...]:
    """The offsets from UTC in force while the zone's clocks show a date: each with the first and last instant."""
    first = _offset(datetime.combine(day, MIDNIGHT, zone))
    last = _offset(datetime.combine(day, DAY_END, zone).replace(fold=1))
    midnight = datetime.combine(day, MIDNIGHT, UTC)
    before, after = midnight - max(first, last) - TICK, midnight + timedelta(days=1) - min(first, last)
    if first == last:
        return ((first, before, after),)
    low, high = before, after
    while high - low > TICK:  # the clocks change once that day: halve until the first instant under the new offset
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(middle.astimezone(zone)) == first else (low, middle)
    return (first, before, high - TICK), (last, high, after)


def _offset(at: datetime) -> timedelta:
    offset = at.utcoffset()
    assert offset is not None, "aware instants only"
    return offset
