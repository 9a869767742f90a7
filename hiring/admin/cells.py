"""Cells of the admin's lists: clocks, times and links as the pages show them."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from hiring.forecast import Forecast
from hiring.models import Application, Deadline, User
from hiring.standing import ClockFace

NOTHING = "–"


def standing(face: ClockFace) -> SafeString:
    """How an application stands: a sign with its word."""
    return _cell("standing", face=face)


def day(face: ClockFace) -> SafeString:
    """“day 7 of 12” with its bar."""
    return _cell("day", face=face)


def mark(kind: str, words: str) -> SafeString:
    """Any other state, with the sign of the standing that it resembles."""
    return _cell("mark", kind=kind, words=words)


def due(at: datetime | None, *, now: datetime, title: str = "", over: bool = False) -> SafeString | str:
    """When something is due, how far away that is. `over`: it has ended, so the distance says nothing any more."""
    return _cell("due", at=at, now=now, title=title, over=over) if at else NOTHING


def likely_done(forecast: Forecast | None) -> SafeString | str:
    """When an application will be done if nothing changes, and whether that is in time."""
    return _cell("forecast", forecast=forecast) if forecast else NOTHING


def moment(at: datetime | None) -> SafeString | str:
    """An instant in the reader's time zone."""
    return _cell("moment", at=at) if at else NOTHING


def page_link(application: Application, text: str) -> SafeString:
    """A link to the page with everything about the application."""
    return format_html('<a class="twelve-link" href="{}">{}</a>', reverse("application", args=[application.pk]), text)


def row_link(row: Any, text: str) -> SafeString:
    """A link to a row's own page in the admin."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return format_html('<a class="twelve-link" href="{}">{}</a>', reverse(name, args=[row.pk]), text)


def ledger_link(row: Deadline, *, reader: User) -> SafeString | str:
    """A link to the ledger of a deadline's application; none where the reader works on it blind."""
    if row.is_nameless and row.owner_id == reader.pk:
        return NOTHING
    there = reverse("admin:hiring_application_ledger", args=[row.application_id])
    return format_html('<a class="twelve-link" href="{}">All reminders of the application</a>', there)


def _cell(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"hiring/admin/cells/{name}.html", context).strip())
