"""The mistakes, each as one replacement in one file."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """What somebody could write by oversight: in a file, this instead of that."""

    name: str
    file: str
    right: str
    wrong: str


DELIVERY, QUEUEING, TRIAGE = "hiring/outbox/delivery.py", "hiring/queueing.py", "hiring/triage.py"
FATE, REMINDERS, PLACING = "hiring/outbox/fate.py", "hiring/reminders.py", "hiring/placing.py"
ENGINE, FOLLOWING = "hiring/engine.py", "hiring/outbox/following.py"

MISTAKES = (
    Mistake(
        "a late worker may mark: no fence",
        DELIVERY,
        "pk=leased.message_id, attempt=leased.attempt, state=Message.State.READY\n    ).select_for_update()",
        "pk=leased.message_id, state=Message.State.READY\n    ).select_for_update()",
    ),
    Mistake(
        "marked as sent before it is sent",
        DELIVERY,
        "        next_at=now + LEASE,\n",
        "        next_at=now + LEASE,\n        state=Message.State.SENT,\n        accepted_at=now,\n",
    ),
    Mistake("a lease that lasts no time", DELIVERY, "next_at=now + LEASE", "next_at=now"),
    Mistake("attempts that are not counted", DELIVERY, 'attempt=F("attempt") + 1,', 'attempt=F("attempt"),'),
    Mistake(
        "an overtaken attempt that nobody notes",
        DELIVERY,
        "default=Value(1)),\n        next_at",
        "default=Value(0)),\n        next_at",
    ),
    Mistake("nothing is looked at again before it is sent", DELIVERY, "owed.take_out(message, now=now)", "pass"),
    Mistake(
        "reminders that stay queued for ever",
        FOLLOWING,
        "carried.update(state=Reminder.State.SENT, sent_at=now)\n",
        "carried.update(sent_at=now)\n",
    ),
    Mistake(
        "the next rung waits though nobody heard of this one",
        FOLLOWING,
        "reminders.pull_forward(unheard, now=now)",
        "reminders.pull_forward([], now=now)",
    ),
    Mistake(
        "five seconds early",
        QUEUEING,
        "due_at__lte=now)",
        "due_at__lte=now + __import__('datetime').timedelta(seconds=5))",
    ),
    Mistake("one instant late", QUEUEING, "due_at__lte=now)", "due_at__lt=now)"),
    Mistake(
        "a lower rung after a higher one",
        TRIAGE,
        "if each.rank < each.gone_rank:",
        "if each.rank < 0:",
    ),
    Mistake(
        "every rung that is due goes out",
        TRIAGE,
        "if goes_on and each.rank < top.get(each.deadline, 0):",
        "if goes_on and each.rank < 0:",
    ),
    Mistake("the last rung can be silenced", TRIAGE, "if not final and each.acknowledged", "if each.acknowledged"),
    Mistake(
        "nobody listens to “I am on it”", TRIAGE, "each.acknowledged_until > now:", "each.acknowledged_until < now:"
    ),
    Mistake("what has ended is sent", TRIAGE, "if not each.owed:", "if False:"),
    Mistake("no limit to the letters of an hour", TRIAGE, "if len(written) < cap:", "if True:"),
    Mistake(
        "a repeat of a mere courtesy",
        FATE,
        'if not keyed and (manner == "lead" or repeats > 0)',
        "if not keyed and repeats > 0",
    ),
    Mistake(
        "repeats without end",
        FATE,
        'if not keyed and (manner == "lead" or repeats > 0)',
        'if not keyed and manner == "lead"',
    ),
    Mistake("a refusal that is tried again", FATE, 'return Fate("dead", None, repeats)', "pass"),
    Mistake("tried for ever", FATE, "if next_at is None or next_at > give_up_at:", "if next_at is None:"),
    Mistake(
        "what went out comes again after a pause",
        REMINDERS,
        "[row for row in rows if row.nominal_at > now or",
        "[row for row in rows if True or",
    ),
    Mistake(
        "the reminders of what has ended stay",
        REMINDERS,
        "return owed.update(state=State.CANCELLED, why=why)",
        "return owed.count()",
    ),
    Mistake(
        "a breach in the middle of the night", PLACING, "placed = working.next_open(earliest)", "placed = earliest"
    ),
    Mistake(
        "moved beyond its latest time",
        PLACING,
        "return placed if hard_by is None else min(placed, hard_by)",
        "return placed",
    ),
    Mistake(
        "somebody on holiday is reminded",
        "hiring/receiving.py",
        "if not book.is_away(person, at)",
        "if True",
    ),
    Mistake(
        "a hold that holds nothing",
        ENGINE,
        "= EngineState.Mode.HOLD, now, reason",
        "= EngineState.Mode.RUN, now, reason",
    ),
    Mistake(
        "a release that sends everything once more",
        ENGINE,
        "_take_for_sent(assume_sent_before) if assume_sent_before is not None else",
        "_take_for_sent(assume_sent_before) if False else",
    ),
    Mistake(
        "an older copy of the database that goes unnoticed",
        "hiring/heartbeat.py",
        "beat - engine.last_now > MOST_BEHIND",
        "engine.last_now - beat > MOST_BEHIND",
    ),
    Mistake(
        "a clock that jumps and is believed",
        "hiring/clock_watch.py",
        "if abs(seconds) > MOST_DRIFT_SECONDS:",
        "if abs(seconds) < 0:",
    ),
    Mistake(
        "a pause that moves nothing",
        "hiring/windows.py",
        "started_at + timedelta(seconds=application.paused_seconds)",
        "started_at + timedelta(seconds=0)",
    ),
)
