"""The admin's pages, one module for each subject."""

from hiring.admin import (
    applications,
    candidates,
    clock,
    history,
    offers,
    outbox,
    people,
    reference,
    requisitions,
    tokens,
)

__all__ = [
    "applications",
    "candidates",
    "clock",
    "history",
    "offers",
    "outbox",
    "people",
    "reference",
    "requisitions",
    "tokens",
]
