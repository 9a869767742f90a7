"""The chat channel: an incoming webhook of Slack, of what speaks like it, or of Teams."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from hiring.models import Message
from hiring.outbox import posting
from hiring.outbox.letters import Letter, Line
from hiring.outbox.outcome import Outcome, Result

NAME = "chat"
KEYED = False
"""No incoming webhook has a key: an ambiguous end stays visible."""
LOUD = True
REACHES = False
"""A room is not the person. Where it gave up, the mail is still on its way."""

MOST_LINES = 15


def available() -> bool:
    """Whether the installation has named a chat."""
    return bool(settings.CHAT_WEBHOOK_URL)


def send(message: Message, letter: Letter) -> Outcome:
    """Post once. A whole room reads it, so it names no candidate: obligation, number of the application, link."""
    if not available():
        return Outcome(Result.REFUSED, "no chat is set up")
    body = json.dumps(FORMATS[settings.CHAT_FORMAT](message, letter)).encode()
    try:
        # The address is the installation's own, often of a chat inside the house.
        answer = posting.post(settings.CHAT_WEBHOOK_URL, body, {"content-type": "application/json"}, public_only=False)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return posting.ended(error)
    said = f"it answered {answer.status}: {answer.text[:200]}"
    if 200 <= answer.status < 300:
        return Outcome(Result.ACCEPTED, provider_message_id=str(answer.status))
    if answer.status in posting.TRY_AGAIN:
        return Outcome(Result.LATER, said, retry_after=answer.retry_after)
    return Outcome(Result.AMBIGUOUS if answer.status in posting.PERHAPS else Result.REFUSED, said)


def _slack(message: Message, letter: Letter) -> dict[str, Any]:
    lines = [_headline(message, letter)]
    for line in letter.lines[:MOST_LINES]:
        lines.append(f"• {_escaped(_words(line))} <{line.url}|Application {line.application.pk}>")
    return {"text": "\n".join(lines + _rest(letter)), "unfurl_links": False}


def _teams(message: Message, letter: Letter) -> dict[str, Any]:
    texts = [f"- {_words(line)} [Application {line.application.pk}]({line.url})" for line in letter.lines[:MOST_LINES]]
    body = [{"type": "TextBlock", "text": text, "wrap": True} for text in ["\n".join(texts), *_rest(letter)] if text]
    title = {"type": "TextBlock", "text": _headline(message, letter), "weight": "Bolder", "wrap": True}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [title, *body],
    }
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": card}],
    }


FORMATS = {"slack": _slack, "teams": _teams}


def _headline(message: Message, letter: Letter) -> str:
    late = sum(line.late for line in letter.lines)
    number = len(letter.lines)
    things = "One thing needs" if number == 1 else f"{number} things need"
    lateness = f" ({late} late)" if late else ""
    return _escaped(f"{things} {message.recipient or 'somebody'}{lateness}")


def _words(line: Line) -> str:
    zone = ZoneInfo(line.application.requisition.time_zone)
    due = date_format(timezone.localtime(line.deadline.due_at, zone), "D j M, H:i T")
    return f"{line.what}: {'was due' if line.late else 'due'} {due}."


def _rest(letter: Letter) -> list[str]:
    more = len(letter.lines) - MOST_LINES
    return [f"… and {more} more."] if more > 0 else []


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
