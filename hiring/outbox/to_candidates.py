"""What a candidate is written: once for each key, in words that are found when it is sent."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.module_loading import import_string

from hiring.models import Candidate, Message
from hiring.outbox import fate
from hiring.outbox.letters import Letter


class Words(NamedTuple):
    """The templates of a letter, `<template>.subject.txt .txt .html`, what stands in them, who gets the answer."""

    template: str
    context: dict[str, Any]
    reply_to: str = ""


class Author(Protocol):
    """Finds the words of a message as of now; None when nothing is left to say."""

    def __call__(self, message: Message, *, now: datetime) -> Words | None: ...


def post(candidate: Candidate, letter: str, *, key: str, payload: dict[str, Any], now: datetime) -> Message | None:
    """Put a letter on its way by e-mail, within the transaction of what it tells of. None: no mail gets to them.

    The same key again is the same letter. `letter` is one of the settings' `CANDIDATE_LETTERS`; `payload` holds ids.
    """
    if not candidate.is_reachable:
        return None
    values = {
        "letter": letter,
        "candidate": candidate,
        "payload": payload,
        "created_at": now,
        "next_at": now,
        "give_up_at": fate.give_up_at(now=now),
    }
    message, _is_new = Message.objects.get_or_create(idem_key=key, defaults=values)
    return message


def render(message: Message, *, now: datetime) -> Letter | None:
    """The letter as it reads now, in the candidate's time zone; None when nothing is left to say to anybody."""
    candidate = message.candidate
    if candidate is None or not candidate.is_reachable:
        return None
    words = _author(settings.CANDIDATE_LETTERS[message.letter])(message, now=now)
    if words is None:
        return None
    context = {**words.context, "candidate": candidate, "now": now}
    with timezone.override(ZoneInfo(candidate.time_zone)):
        return Letter(
            subject=" ".join(render_to_string(f"{words.template}.subject.txt", context).split()),
            text=render_to_string(f"{words.template}.txt", context),
            html=render_to_string(f"{words.template}.html", context),
            at=now,
            reply_to=words.reply_to,
        )


@cache
def _author(path: str) -> Author:
    author: Author = import_string(path)
    return author
