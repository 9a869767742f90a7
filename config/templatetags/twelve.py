"""What templates say in one way everywhere: states, days, times, how long until."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html

from hiring import clock, inbox, vitals
from interviews.ats import trouble

register = template.Library()

WORDS = {
    "not_started": "not started",
    "in_time": "in time",
    "at_risk": "at risk",
    "breached": "late",
    "paused": "paused",
    "closed": "closed",
}


@register.simple_tag
def state(standing: str, words: str = "") -> str:
    """A standing (`hiring.sla.Standing`) as a sign with a word; other words where the page knows better ones."""
    return format_html('<span class="state state--{}">{}</span>', str(standing), words or WORDS[str(standing)])


OUTLOOKS = {"likely": "in_time", "uncertain": "at_risk", "unlikely": "breached", "broken": "breached"}


@register.simple_tag
def outlook(forecast: Any) -> str:
    """How likely a forecast (`hiring.forecast.Forecast`) finds it that the promise is kept: sign, word, percentage."""
    return state(OUTLOOKS[str(forecast.outlook)], forecast.text)


@register.simple_tag
def days(face: Any) -> str:
    """A clock face as “day 7 of 12” with its bar."""
    if face.day is None:
        return format_html('<span class="days"><span>{}</span></span>', face.text)
    bar = '<progress max="{}" value="{}" aria-hidden="true"></progress>'
    return format_html(
        '<span class="days days--{}"><span>{}</span>' + bar + "</span>",
        str(face.standing),
        face.text,
        face.of_days,
        min(face.day, face.of_days),
    )


@register.simple_tag
def when(moment: datetime | None, style: str = "") -> str:
    """A moment in the reader's time zone, named. Styles: `date`, `time`; by default both."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    pattern = {"date": "D j M", "time": "H:i T"}.get(style, "D j M, H:i T")
    if style != "time" and local.year != timezone.localtime().year:
        pattern = pattern.replace("j M", "j M Y")
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        format_date(local, pattern),
    )


@register.simple_tag
def due(moment: datetime | None, now: datetime) -> str:
    """How far away a moment is: “in 5 h”, “late by 2 d 3 h”."""
    if moment is None:
        return ""
    return f"late by {span_words(now - moment)}" if moment <= now else f"in {span_words(moment - now)}"


@register.filter
def span_words(span: timedelta) -> str:
    """A length of time in its two largest units, in elapsed days of 24 hours: “2 d 3 h”, “45 min”."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    hours = minutes // 60
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"


@register.simple_tag(takes_context=True)
def engine_warning(context: Any) -> str:
    """Why no reminders go out, for those who look after them; nothing when all is well."""
    user = context.get("user")
    if user is None or not user.is_staff or not user.has_perm("hiring.view_enginestate"):
        return ""
    return vitals.warning(now=clock.glance())


@register.simple_tag(takes_context=True)
def unread_in_inbox(context: Any) -> int:
    """How many items wait unread in the reader's inbox."""
    request = context.get("request")
    return unread_of(request) if request is not None else 0


def unread_of(request: Any) -> int:
    """The unread items of whoever is logged in, asked for once however often a page says it."""
    if not hasattr(request, "unread_in_inbox"):
        request.unread_in_inbox = inbox.unread(request.user) if request.user.is_authenticated else 0
    return int(request.unread_in_inbox)


@register.simple_tag(takes_context=True)
def ats_trouble(context: Any) -> dict[str, int]:
    """What of the traffic with an ATS waits for the reader: numbers by kind, with their total."""
    request = context["request"]
    waiting, reports = ats_events_of(request), trouble.reports(request.user, now=clock.glance())
    return {**waiting._asdict(), "reports": reports, "total": waiting.total + reports}


def ats_events_of(request: Any) -> trouble.Waiting:
    """The events that wait for whoever is logged in, asked for once however often a page says it."""
    if not hasattr(request, "ats_events"):
        request.ats_events = trouble.events(request.user)
    waiting: trouble.Waiting = request.ats_events
    return waiting


@register.simple_tag
def mailbox_is_on() -> bool:
    """Whether the built-in mailbox stands in for SMTP on this machine."""
    return bool(settings.MAILBOX)
