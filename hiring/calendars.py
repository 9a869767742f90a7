"""When each person can be reminded, for when each requisition plans: from calendars, quiet hours and days away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hiring import clock
from hiring.models import CalendarException, Requisition, User, WorkCalendar
from hiring.models.calendar import WEEK, monday_to_friday
from hiring.prepared import Prepared
from hiring.working_time import WorkingTime

LOOK_AHEAD_DAYS = 30
"""A calendar needs a working day within so many days."""


@dataclass(frozen=True)
class Book:
    """All calendars with their exceptions, as they were read. Asking it costs no query."""

    calendars: Mapping[int, WorkCalendar]
    exceptions: Mapping[int, Mapping[date, bool]]
    _known: dict[tuple[int | None, str, time, time], WorkingTime] = field(default_factory=dict, compare=False)

    def of_person(self, user: User) -> WorkingTime:
        """When somebody may be reminded: on working days of their calendar, outside their quiet hours."""
        return self._working(user.calendar_id, user.time_zone, user.quiet_until, user.quiet_from)

    def of_requisition(self, requisition: Requisition) -> WorkingTime:
        """Into which hours the planned dates of a requisition fall: its calendar's, on its team's clock."""
        calendar = self._calendar(requisition.calendar_id)
        return self._working(requisition.calendar_id, requisition.time_zone, calendar.opens, calendar.closes)

    def is_away(self, user: User, at: datetime) -> bool:
        """Whether the person's clock shows a day, at that instant, on which they said they would be away."""
        if user.away_from is None or user.away_until is None:
            return False
        return user.away_from <= at.astimezone(ZoneInfo(user.time_zone)).date() <= user.away_until

    def _calendar(self, pk: int | None) -> WorkCalendar:
        return self.calendars.get(pk, WITHOUT_CALENDAR) if pk else WITHOUT_CALENDAR  # one made since is not here yet

    def _working(self, pk: int | None, zone: str, opens: time, closes: time) -> WorkingTime:
        key = (pk, zone, opens, closes)
        if key not in self._known:
            exceptions = {} if pk is None else self.exceptions.get(pk, {})
            self._known[key] = working(self._calendar(pk), zone, opens, closes, exceptions)
        return self._known[key]


WITHOUT_CALENDAR = WorkCalendar(title="Monday to Friday", days=monday_to_friday(), opens=time(9), closes=time(18))
"""What holds for people and requisitions without a calendar: no holidays."""


def read() -> Book:
    """The calendars as they are now, in two queries however many people are asked about."""
    exceptions: dict[int, dict[date, bool]] = {}
    for calendar, day, is_working in _exceptions.rows():
        exceptions.setdefault(calendar, {})[day] = is_working
    return Book({row.pk: row for row in _calendars.rows()}, exceptions)


@Prepared
def _exceptions() -> QuerySet[CalendarException, Any]:
    return CalendarException.objects.order_by().values_list("calendar_id", "date", "is_working")


@Prepared
def _calendars() -> QuerySet[WorkCalendar]:
    return WorkCalendar.objects.order_by()


def working(
    calendar: WorkCalendar, zone: str, opens: time, closes: time, exceptions: Mapping[date, bool]
) -> WorkingTime:
    """The working time of a calendar's days with these hours, on the clocks of an IANA time zone."""
    return WorkingTime(
        zone=ZoneInfo(zone),
        days=frozenset(calendar.days),
        opens=opens,
        closes=closes,
        country=calendar.country,
        subdivision=calendar.subdivision,
        exceptions=exceptions,
    )


def weekdays(days: Collection[int]) -> list[str]:
    """The names of weekdays in the order of the week, which begins on Sunday where Sunday to Thursday is worked."""
    starts = 6 if 6 in days and 0 in days and 5 not in days else 0
    return [WEEK[day] for day in sorted(days, key=lambda day: (day - starts) % 7)]


def refuse_never_open(calendar: WorkCalendar, exceptions: Mapping[date, bool], *, now: datetime | None = None) -> None:
    """Refuse with `calendar_never_opens` a calendar without a working day in the next 30 days.

    `exceptions` say of each date whether it is worked: those that the calendar is about to have.
    """
    today = (now or clock.database_now()).astimezone(UTC).date()
    week = working(calendar, "UTC", calendar.opens, calendar.closes, exceptions)
    if not any(week.works_on(today + timedelta(days=ahead)) for ahead in range(LOOK_AHEAD_DAYS)):
        raise ValidationError(
            f"“{calendar}” has no working day in the next {LOOK_AHEAD_DAYS} days: nobody could be reminded.",
            code="calendar_never_opens",
        )
