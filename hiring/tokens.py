"""Which key opens the API."""

import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Q, QuerySet

from hiring import access, clock
from hiring.models import ApiToken, Requisition, User
from hiring.prepared import Blank, Prepared


class Scope(NamedTuple):
    """What a scope allows, and the permission that its user needs besides, where there is one."""

    allows: str
    permission: str = ""


SCOPES: dict[str, Scope] = {
    "requisitions:read": Scope("Read requisitions, with their checklist and panel"),
    "requisitions:write": Scope("Draft, change, open and close requisitions"),
    "candidates:read": Scope("Read candidates, with their contact data"),
    "candidates:write": Scope("Enter and change candidates"),
    "applications:read": Scope("Read applications, their clock and their history"),
    "applications:write": Scope("Create applications; advance, reject, withdraw, pause and resume them"),
    "decisions:write": Scope("Record the result of a round, and the decision to hire or not"),
    "deadlines:read": Scope("Read deadlines"),
    "interviews:read": Scope("Read interviews"),
    "interviews:write": Scope("Book, move, finish and call off interviews"),
    "scorecards:read": Scope("Read the scorecards that the token's user may read"),
    "scorecards:write": Scope("Fill in and submit the scorecards of the token's own user"),
    "users:read": Scope("Find who works here, by name, e-mail or role: for whoever names people"),
    "reference:read": Scope("Read rounds, questions, competencies, flags, scopes and the checklist"),
    "benchmarks:read": Scope("Read levels and regions"),
    "webhooks:read": Scope("Read webhook endpoints and what became of each message", "hiring.view_webhookendpoint"),
    "webhooks:write": Scope("Register, change, test and disable webhook endpoints", "hiring.view_webhookendpoint"),
    "pay:read": Scope("Read offers, salary bands and company guides: every amount of money", "hiring.view_offer"),
    "pay:write": Scope("Make offers, and record the answer to them", "hiring.view_offer"),
}
KIND = "twl"
PREFIX_LENGTH = 8
SECRET_LENGTH = 43  # 62 ** 43 is more than 2 ** 256
CHECKSUM_LENGTH = 6
USE_NOTED_EVERY = timedelta(minutes=1)
OVERLAP = timedelta(hours=24)
"""How long a key goes on opening after another one took its place."""

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORMAT = re.compile(
    rf"(?P<start>{KIND}_(?P<prefix>[0-9A-Za-z]{{{PREFIX_LENGTH}}})_[0-9A-Za-z]{{{SECRET_LENGTH}}})"
    rf"(?P<checksum>[0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)


@transaction.atomic
def issue(
    user: User,
    *,
    name: str,
    scopes: list[str],
    expires_at: datetime | None = None,
    requisitions: Sequence[Requisition] = (),
    by: User | None = None,
    now: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token that acts for a user, with its key: the key is not kept, so this is the only time to show it.

    With requisitions it reaches these, and what belongs to them, alone. Refuses with `name_required`, `no_scopes`,
    `unknown_scope`, `expires_in_the_past`, `inactive_user`.
    """
    if by != user:
        access.require(by, "hiring.add_apitoken")
    now = now or clock.database_now()
    if wrong := _mistakes(user, name, scopes, expires_at, now):
        raise ValidationError(wrong)
    prefix = _random(PREFIX_LENGTH)
    start = f"{KIND}_{prefix}_{_random(SECRET_LENGTH)}"
    key = start + _checksum(start)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        prefix=prefix,
        digest=_digest(key),
        scopes=[scope for scope in SCOPES if scope in scopes],
        created_at=now,
        expires_at=expires_at,
        is_limited=bool(requisitions),
    )
    token.requisitions.set(requisitions)
    return token, key


@transaction.atomic
def rotate(token: ApiToken, *, by: User | None = None, now: datetime | None = None) -> tuple[ApiToken, str]:
    """A second key for the same work, shown this once. The old one opens for a day more, or until its own end.

    Refuses with `key_revoked`, `key_expired`, and as `issue` does.
    """
    now = now or clock.database_now()
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    _refuse_ended(token, now=now)
    limits = list(token.requisitions.all())
    fresh, key = issue(
        token.user,
        name=token.name,
        scopes=token.scopes,
        expires_at=token.expires_at,
        requisitions=limits,
        by=by,
        now=now,
    )
    fresh.replaces, fresh.is_limited = token, token.is_limited
    fresh.save(update_fields=["replaces", "is_limited"])
    token.expires_at = min(token.expires_at or now + OVERLAP, now + OVERLAP)
    token.save(update_fields=["expires_at"])
    return fresh, key


def authenticate(key: str, *, now: datetime | None = None) -> ApiToken:
    """The token of a key, with its user.

    Refuses with `key_malformed` (a typo: the checksum tells), `key_unknown`, `key_revoked`, `key_expired`,
    `inactive_user`. Notes the use, at most once a minute.
    """
    now = now or clock.database_now()
    match = _FORMAT.fullmatch(key)
    if match is None or not hmac.compare_digest(_checksum(match["start"]), match["checksum"]):
        raise ValidationError("This is not a key, or one with a typing error.", code="key_malformed")
    found: list[ApiToken] = _of_prefix.rows(prefix=match["prefix"])
    token = found[0] if found else None
    if token is None or not hmac.compare_digest(token.digest, _digest(key)):
        raise ValidationError("No token has this key.", code="key_unknown")
    _refuse_ended(token, now=now)
    if not token.user.is_active:
        raise ValidationError("The user of this key has left.", code="inactive_user")
    _note_use(token, now=now)
    return token


@transaction.atomic
def revoke(token: ApiToken, *, by: User | None = None, now: datetime | None = None) -> ApiToken:
    """Make a key worthless from now on. Revoking it once more changes nothing."""
    if by is None or by.pk != token.user_id:
        access.require(by, "hiring.change_apitoken")
    now = now or clock.database_now()
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
    return token


def limited(rows: QuerySet[Any], token: ApiToken, *, path: str) -> QuerySet[Any]:
    """The rows whose requisition, at the end of `path`, is one of those that the token is limited to.

    All of them, where it is limited to none.
    """
    if not token.is_limited:
        return rows
    within = rows.model._default_manager.filter(**{f"{path}__in": token.requisitions.all()})
    return rows.filter(pk__in=within.values("pk"))


def allows(token: ApiToken, scope: str) -> bool:
    """Whether the token has the scope. Asking for one that does not exist is a mistake in the code: KeyError."""
    if scope not in SCOPES:
        raise KeyError(scope)
    return scope in token.scopes


def useless(user: User, scopes: Sequence[str]) -> dict[str, str]:
    """The scopes that open nothing, each with the permission that the user lacks."""
    needed = {scope: SCOPES[scope].permission for scope in scopes}
    return {scope: code for scope, code in needed.items() if code and not user.has_perm(code)}


@Prepared
def _of_prefix() -> QuerySet[ApiToken]:
    return ApiToken.objects.select_related("user").filter(prefix=Blank("prefix", CharField()))


def _refuse_ended(token: ApiToken, *, now: datetime) -> None:
    if token.revoked_at is not None:
        raise ValidationError(f"This key was revoked at {token.revoked_at:%Y-%m-%d %H:%M} UTC.", code="key_revoked")
    if token.expires_at is not None and token.expires_at <= now:
        raise ValidationError(f"This key expired at {token.expires_at:%Y-%m-%d %H:%M} UTC.", code="key_expired")


def _mistakes(
    user: User, name: str, scopes: list[str], expires_at: datetime | None, now: datetime
) -> dict[str, ValidationError]:
    wrong: dict[str, ValidationError] = {}
    if not name.strip():
        wrong["name"] = ValidationError("Name the token after what uses it.", code="name_required")
    if not scopes:
        wrong["scopes"] = ValidationError("Choose at least one scope.", code="no_scopes")
    elif unknown := sorted(set(scopes) - set(SCOPES)):
        wrong["scopes"] = ValidationError(
            f"There is no scope {', '.join(unknown)}; known are {', '.join(SCOPES)}.", code="unknown_scope"
        )
    if expires_at is not None and expires_at <= now:
        wrong["expires_at"] = ValidationError("A token cannot end in the past.", code="expires_in_the_past")
    if not user.is_active:
        wrong["user"] = ValidationError(f"{user} has left.", code="inactive_user")
    return wrong


def _note_use(token: ApiToken, *, now: datetime) -> None:
    stale = now - USE_NOTED_EVERY
    if token.last_used_at is None or token.last_used_at <= stale:
        unnoted = ApiToken.objects.filter(pk=token.pk).filter(Q(last_used_at=None) | Q(last_used_at__lte=stale))
        unnoted.update(last_used_at=now)
        token.last_used_at = now


def _random(length: int) -> str:
    return "".join(secrets.choice(_BASE62) for _ in range(length))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(start: str) -> str:
    number = zlib.crc32(start.encode())
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_BASE62))
        digits = _BASE62[digit] + digits
    return digits
