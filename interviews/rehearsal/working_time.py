"""Which instant lies so many working hours after another: Monday to Friday, 9 to 18 UTC."""

from datetime import datetime, time, timedelta

OPENS, CLOSES = time(9), time(18)
SATURDAY = 5


def after(start: datetime, hours: float) -> datetime:
    """The instant that many working hours later; always inside working time."""
    instant, left = _into(start), timedelta(hours=hours)
    while left > (rest := _close_of(instant) - instant):
        instant, left = _into(_close_of(instant)), left - rest
    return instant + left


def _into(instant: datetime) -> datetime:
    if instant.time() >= CLOSES:
        instant = _open_of(instant + timedelta(days=1))
    elif instant.time() < OPENS:
        instant = _open_of(instant)
    while instant.weekday() >= SATURDAY:
        instant = _open_of(instant + timedelta(days=1))
    return instant


def _open_of(instant: datetime) -> datetime:
    return datetime.combine(instant.date(), OPENS, instant.tzinfo)


def _close_of(instant: datetime) -> datetime:
    return datetime.combine(instant.date(), CLOSES, instant.tzinfo)
