"""The admin's pages, one module for each subject."""

from interviews.admin import (
    ats,
    ats_orders,
    inbound,
    interviews,
    kits,
    mappings,
    questions,
    readings,
    reference,
    scorecards,
)

__all__ = [
    "ats",
    "ats_orders",
    "inbound",
    "interviews",
    "kits",
    "mappings",
    "questions",
    "readings",
    "reference",
    "scorecards",
]
