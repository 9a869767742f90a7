"""When the watchdog has to do the engine's work: nobody else has looked for a while."""

from datetime import timedelta

from hiring import clock_watch, engine, sweep

QUIET_FOR = timedelta(seconds=45)
"""Three looks of the timetable that did not come."""


def look(*, by: str, quiet_for: timedelta = QUIET_FOR) -> sweep.Swept | None:
    """Sweep when nobody else has for so long, else return None. Two queries when there is nothing to do.

    Who took over goes on with every look, until another caller is back. The clock is watched at every look.
    """
    row = engine.state()
    reading = clock_watch.read()
    looked = row.last_sweep_at
    if looked is None or row.last_sweep_by == by or abs(reading.wall - looked) >= quiet_for:
        return sweep.sweep(by=by)
    if doubt := clock_watch.WATCH.judge(reading, last_now=row.last_now):
        engine.suspect(reason=doubt)
    return None
