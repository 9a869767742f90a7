"""What a repeated call with the same Idempotency-Key is answered: what the first one was."""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from hiring import clock
from hiring.models import ApiToken, IdempotentCall

KEPT_FOR = timedelta(hours=24)
NOT_KEPT = frozenset({401, 403, 429})
"""Answers about the caller, not about the work: the same call may be answered otherwise a minute later."""
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,255}")


class Call(NamedTuple):
    """One call: who makes it, of what, under which key. `fingerprint` is of all that it sends."""

    caller: str
    method: str
    path: str
    key: str
    fingerprint: str


class Answered(NamedTuple):
    """What is sent back."""

    status: int
    headers: dict[str, str]
    body: bytes


def caller_of(token: ApiToken) -> str:
    """Who calls with a token: the first of its line, so that a rotation of keys takes none of their calls away."""
    first = token.replaces_id or token.pk
    if token.replaces_id is not None:
        table = ApiToken._meta.db_table
        line = f"""WITH RECURSIVE line (id, replaces_id) AS (
            SELECT id, replaces_id FROM {table} WHERE id = %s
            UNION SELECT older.id, older.replaces_id FROM {table} AS older JOIN line ON older.id = line.replaces_id
        ) SELECT id FROM line WHERE replaces_id IS NULL"""
        with connection.cursor() as cursor:
            cursor.execute(line, [token.replaces_id])
            (first,) = cursor.fetchone()
    return f"token:{first}"


def key_of(header: str) -> str:
    """The key of a header, with or without the quotes of RFC 9651. Refuses with `idempotency_key_malformed`."""
    given = header.strip()
    key = given[1:-1] if len(given) > 1 and given[0] == given[-1] == '"' else given
    if not _PRINTABLE.fullmatch(key):
        raise ValidationError(
            "An Idempotency-Key has 1 to 255 printable ASCII characters without spaces, such as a UUID.",
            code="idempotency_key_malformed",
        )
    return key


def fingerprint(*parts: bytes) -> str:
    """Sixty-four signs that differ when any part does."""
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def once(call: Call, work: Callable[[], Answered], *, now: datetime | None = None) -> tuple[Answered, bool]:
    """The answer to a call, with whether it is that of an earlier one: then nothing was done again.

    Work and answer are written in one transaction: a server that dies in between leaves neither, and the repeat does
    the work. Refuses with `idempotent_call_running` while the first one is at it, `idempotency_key_reused` when the
    key came with something else before. Answers of 5xx undo the work, and are not kept.
    """
    now = now or clock.database_now()
    with transaction.atomic():
        _claim(call)
        named = {"caller": call.caller, "method": call.method, "path": call.path[:250], "key": call.key}
        IdempotentCall.objects.filter(**named, created_at__lte=now - KEPT_FOR).delete()
        known = IdempotentCall.objects.filter(**named).first()
        if known is not None:
            return _again(known, call), True
        row = IdempotentCall.objects.create(**named, fingerprint=call.fingerprint, created_at=now)
        answered = work()
        if answered.status >= 500:
            transaction.set_rollback(True)
        elif answered.status in NOT_KEPT:
            row.delete()
        else:
            row.status, row.headers, row.body = answered.status, answered.headers, answered.body
            row.finished_at = now
            row.save()
    return answered, False


def forget(*, now: datetime) -> int:
    """Drop what is older than a day. Returns how many calls that were."""
    return IdempotentCall.objects.filter(created_at__lte=now - KEPT_FOR).delete()[0]


def forget_about(*texts: str, under: str = "") -> int:
    """Drop the calls whose kept answer contains one of these texts, as JSON spells it. Returns how many that were.

    With `under` only calls of addresses that have it in their path. A repeat of such a call is done as if it were the
    first.
    """
    place = "position(%s in body) > 0" if connection.vendor == "postgresql" else "instr(body, %s) > 0"
    found = 0
    for text in texts:
        rows = IdempotentCall.objects.filter(path__contains=under).extra(where=[place], params=[text.encode()])
        found += IdempotentCall.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]
    return found


def _claim(call: Call) -> None:
    """Keep the same call out until the transaction ends. SQLite lets one transaction write at a time anyway."""
    if connection.vendor != "postgresql":
        return
    digest = hashlib.sha256(repr((call.caller, call.method, call.path, call.key)).encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)])
        (claimed,) = cursor.fetchone()
    if not claimed:
        raise ValidationError(
            "The first call with this Idempotency-Key is still running: repeat it a little later.",
            code="idempotent_call_running",
        )


def _again(known: IdempotentCall, call: Call) -> Answered:
    if known.fingerprint != call.fingerprint:
        raise ValidationError(
            "This Idempotency-Key came with another request before: take a new key for a new request.",
            code="idempotency_key_reused",
        )
    return Answered(known.status or 500, known.headers, bytes(known.body or b""))
