"""How a vendor is told how an order stands: written with what it tells, sent after the commit, tried again."""

import json
import logging
import random
import time
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from hiring import access, clock, engine
from hiring.models import User
from hiring.outbox import fate, posting
from hiring.outbox.addresses import NotAllowed
from hiring.outbox.outcome import Outcome, Result
from interviews.ats import vendors
from interviews.ats.connections import Attempt
from interviews.models import AssessmentOrder, AssessmentReport

GIVE_UP_AFTER = timedelta(hours=72)
"""Long enough for a weekend on which nobody mends the other side."""
LEASE = timedelta(seconds=60)
MOST_SECONDS = 10.0
"""How long one look begins new calls. The last may take twenty seconds more, and the reminders wait for it."""
ANSWER_LENGTH = 300

log = logging.getLogger(__name__)
Report = AssessmentReport


class Lease(NamedTuple):
    """The right to send one report until the lease runs out. The attempt is the fence."""

    report_id: int
    attempt: int


class Sent(NamedTuple):
    """What one look came to: reports that got through, reports that did not this time."""

    sent: int
    failed: int


def write(order: AssessmentOrder, *, now: datetime) -> AssessmentReport | None:
    """Note that the vendor is to be told how a locked order stands. None: that vendor asks by itself."""
    if not vendors.orders_here(order.connection.vendor):
        return None
    told = vendors.adapter(order.connection.vendor).told(order, at_ms=int(now.timestamp() * 1000))
    if told is None:
        return None
    return Report.objects.create(
        order=order,
        method=told.method,
        url=told.url[:500],
        body=told.body,
        created_at=now,
        next_at=now,
        give_up_at=now + GIVE_UP_AFTER,
    )


@transaction.atomic
def report_again(order: AssessmentOrder, *, by: User | None, now: datetime | None = None) -> AssessmentReport:
    """Tell the vendor once more how an order stands, in place of what still waits. Refuses with `nothing_to_tell`."""
    access.require(by, "interviews.change_assessmentorder")
    now = now or clock.database_now()
    rows = AssessmentOrder.objects.select_for_update(of=("self",)).select_related("connection", "package")
    order = rows.get(pk=order.pk)
    order.reports.filter(state=Report.State.READY).update(
        state=Report.State.DEAD, answer="told anew instead", attempt=F("attempt") + 1
    )
    report = write(order, now=now)
    if report is None:
        raise ValidationError("There is nothing to tell of this order.", code="nothing_to_tell")
    return report


def send_due(*, now: datetime | None = None) -> Sent:
    """Send the reports that are due, one after the other. Any number of callers at once is harmless.

    Nothing goes out while the reminder engine is on hold: this may be an older copy of the database.
    """
    engine.state()
    stop = time.monotonic() + MOST_SECONDS
    sent = failed = 0
    while time.monotonic() < stop and engine.may_send():
        leased = lease(now=now or clock.database_now())
        if leased is None:
            break
        outcome = send(leased, now=now or clock.database_now())
        mark(leased, outcome, now=now or clock.database_now())
        sent += outcome.result == Result.ACCEPTED
        failed += outcome.result != Result.ACCEPTED
    return Sent(sent, failed)


@transaction.atomic
def lease(*, now: datetime) -> Lease | None:
    """Claim the report that waits longest. Those of one order go out in the order in which they were written."""
    earlier = Report.objects.filter(order=OuterRef("order"), state=Report.State.READY, pk__lt=OuterRef("pk"))
    ready = Report.objects.filter(~Exists(earlier), state=Report.State.READY, next_at__lte=now)
    report = ready.order_by("next_at", "pk").select_for_update(skip_locked=True, of=("self",)).first()
    if report is None:
        return None
    Report.objects.filter(pk=report.pk).update(attempt=F("attempt") + 1, next_at=now + LEASE)
    return Lease(report.pk, report.attempt + 1)


def send(leased: Lease, *, now: datetime) -> Outcome:
    """Call the vendor once, in no transaction. An unexpected error is written down and tried again."""
    report = Report.objects.select_related("order__connection").get(pk=leased.report_id)
    connection = report.order.connection
    attempt = Attempt(connection, leased.attempt, now)
    try:
        adapter = vendors.adapter(connection.vendor)
        if report.give_up_at <= now:
            return Outcome(Result.REFUSED, report.answer or "nobody could send it in time")
        if not connection.is_active:
            return Outcome(Result.REFUSED, f"{connection} is switched off")
        refuse_stranger(report.url, remote_url=connection.remote_url, hosts=adapter.HOSTS)
        answer = posting.post(
            report.url,
            b"" if report.body is None else _json(report.body),
            adapter.headers(attempt),
            method=report.method,
            public_only=not settings.WEBHOOK_ALLOW_PRIVATE,
        )
        return adapter.taken(answer, attempt)
    except ValidationError as refusal:
        return Outcome(Result.REFUSED, " ".join(refusal.messages))
    except (NotAllowed, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return posting.ended(error)
    except Exception as error:  # one bad report must not hold up the others
        log.exception("report %s could not be sent", report.pk)
        return Outcome(Result.LATER, f"{type(error).__name__}: {error}")


@transaction.atomic
def mark(leased: Lease, outcome: Outcome, *, now: datetime) -> bool:
    """Write down how an attempt ended, unless a later one has taken over."""
    fenced = Report.objects.filter(pk=leased.report_id, attempt=leased.attempt, state=Report.State.READY)
    report = fenced.select_for_update(of=("self",)).select_related("order").first()
    if report is None:
        log.warning("report %s: attempt %s came too late to mark", *leased)
        return False
    report.answer = outcome.detail.replace("\0", "")[:ANSWER_LENGTH]
    next_at = now + fate.wait(report.attempt, asked=outcome.retry_after, spread=random.uniform(*fate.SPREAD))
    if outcome.result == Result.ACCEPTED:
        report.state, report.sent_at = Report.State.SENT, now
        AssessmentOrder.objects.filter(pk=report.order_id).update(last_reported_at=now)
    elif outcome.result == Result.REFUSED or next_at > report.give_up_at:
        report.state = Report.State.DEAD
        log.error("%s is given up: %s", report, report.answer)
    else:
        report.next_at = next_at
    report.save(update_fields=["answer", "state", "sent_at", "next_at"])
    return True


def refuse_stranger(url: str, *, remote_url: str, hosts: tuple[str, ...]) -> None:
    """Refuse with `host_not_allowed` an address that is not the vendor's: it came with an order, or from a mapping.

    Over https one of the vendor's hosts; or the very scheme, host and port that the connection names.
    """
    try:
        there, named = urlsplit(url), urlsplit(remote_url)
        host = (there.hostname or "").lower()
    except ValueError:
        raise ValidationError("What came with the order is no address.", code="host_not_allowed") from None
    if remote_url and (there.scheme, there.netloc) == (named.scheme, named.netloc):
        return
    if there.scheme == "https" and any(host.endswith(f".{end}") for end in hosts):
        return
    raise ValidationError(
        f"“{there.scheme}://{host}” is not one of the vendor's addresses ({', '.join(hosts)}): nothing is sent there.",
        code="host_not_allowed",
    )


def of_status(answer: posting.Answer) -> Outcome:
    """What a status alone means: 2xx took it, 4xx never will, anything else may be mended by then."""
    if 200 <= answer.status < 300:
        return Outcome(Result.ACCEPTED, f"it answered {answer.status}")
    passing = answer.status >= 500 or answer.status in posting.TRY_AGAIN
    said = {401: ": it does not know our key", 403: ": our key may not do this", 404: ": it is gone there"}
    detail = f"it answered {answer.status}{said.get(answer.status, '')}"
    return Outcome(Result.LATER if passing else Result.REFUSED, detail, retry_after=answer.retry_after)


def _json(body: object) -> bytes:
    return json.dumps(body, separators=(",", ":")).encode()
