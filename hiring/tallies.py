"""How the engine counts what it does: in memory while it works, in rows once a sweep."""

import json
import threading
from collections import Counter
from collections.abc import Iterable

from django.db import connection

from hiring.models import EngineCount, Message, Reminder

COUNTERS = {
    "sla_sent": "Messages that a provider accepted, by channel",
    "sla_failed": "Attempts to send that did not end with an acceptance, by result",
    "sla_ambiguous": "Attempts of which nobody knows whether they arrived, by channel",
    "sla_dead": "Messages that were given up, by channel",
    "sla_wire_repeats": "Attempts that may have put a message on the wire once more, by channel",
    "sla_fenced": "Attempts that came too late to be marked: another had taken over",
    "sla_superseded": "Reminders not sent because a higher rung was due as well",
    "sla_suppressed_by_ack": "Reminders not sent because somebody was on it",
    "sla_postponed": "Reminders moved out of quiet time, or over the limit of an hour",
    "sla_cancelled": "Due reminders not sent because their deadline had ended",
}
"""What is counted, with the help text of /metrics. A counter that is not named here is a mistake."""

ENDS = {
    Message.State.SENT: "sla_sent",
    Message.State.AMBIGUOUS: "sla_ambiguous",
    Message.State.DEAD: "sla_dead",
}

LATENESS = "sla_reminder_lateness_seconds"
BOUNDS = (1, 5, 15, 30, 60, 120, 300, 900, 3600, 14400)
"""Upper bounds of the histogram, in seconds."""

ADD = (
    "INSERT INTO {table} (name, labels, key, value) VALUES {rows} "
    "ON CONFLICT (key) DO UPDATE SET value = {table}.value + excluded.value"
)

Key = tuple[str, tuple[tuple[str, str], ...]]

_pending: Counter[Key] = Counter()
_lock = threading.Lock()


def count(name: str, number: float = 1, /, **labels: str) -> None:
    """Add to one figure, in memory. Raises KeyError for a name that nobody knows."""
    if name not in COUNTERS:
        raise KeyError(name)
    _add(name, number, labels)


def note_ends(messages: Iterable[int]) -> None:
    """Count how messages ended whose attempts were just marked, and how late the reminders in them were.

    Two queries, whatever their number.
    """
    messages = list(messages)
    ends = Message.objects.filter(pk__in=messages, state__in=ENDS).order_by()
    for channel, state, overtaken, repeats in ends.values_list("channel", "state", "overtaken", "repeats"):
        count(ENDS[Message.State(state)], channel=channel)
        if overtaken + repeats:
            count("sla_wire_repeats", overtaken + repeats, channel=channel)
    carried = Reminder.objects.filter(message__in=messages, message__state=Message.State.SENT)
    for channel, rung, due_at, sent_at in carried.values_list("channel", "rung", "due_at", "sent_at").order_by():
        if sent_at is not None:
            observe((sent_at - due_at).total_seconds(), channel=channel, rung=rung)


def observe(seconds: float, *, channel: str, rung: str) -> None:
    """Put one lateness, in seconds, into the histogram."""
    labels = {"channel": channel, "rung": rung}
    bound = next((str(bound) for bound in BOUNDS if seconds <= bound), "+Inf")
    _add(LATENESS + "_bucket", 1, {**labels, "le": bound})
    _add(LATENESS + "_sum", max(seconds, 0.0), labels)


def flush() -> None:
    """Add what was counted to the rows, in one statement; when it fails, the figures wait for the next one."""
    with _lock:
        figures = dict(_pending)
        _pending.clear()
    if not figures:
        return
    rows: list[str] = []
    values: list[str | float] = []
    for (name, labels), number in sorted(figures.items()):  # in one order everywhere: no two wait for each other
        rows.append("(%s, %s, %s, %s)")
        values += [name, json.dumps(dict(labels)), _spelled(name, labels), float(number)]
    try:
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(table=EngineCount._meta.db_table, rows=", ".join(rows)), values)
    except BaseException:
        with _lock:
            _pending.update(figures)
        raise


def forget() -> None:
    """Drop what was counted and not written yet."""
    with _lock:
        _pending.clear()


def _add(name: str, number: float, labels: dict[str, str]) -> None:
    with _lock:
        _pending[name, tuple(sorted(labels.items()))] += number  # type: ignore[assignment]


def _spelled(name: str, labels: tuple[tuple[str, str], ...]) -> str:
    return name + "{" + ",".join(f"{key}={value}" for key, value in labels) + "}"
