"""The admin's pages, one module for each subject."""

from hiring.admin import (
    applications,
    calendars,
    candidates,
    clock,
    endpoints,
    engine,
    history,
    messages,
    offers,
    people,
    reference,
    reminders,
    requisitions,
    tokens,
)

__all__ = [
    "applications",
    "calendars",
    "candidates",
    "clock",
    "endpoints",
    "engine",
    "history",
    "messages",
    "offers",
    "people",
    "reference",
    "reminders",
    "requisitions",
    "tokens",
]
