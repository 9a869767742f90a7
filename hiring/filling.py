"""How a requisition's form is written: its facts, its panel, its answers, all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from hiring import drafting
from hiring.models import Requisition, User


@transaction.atomic
def fill_in(
    requisition: Requisition | None,
    facts: dict[str, Any],
    *,
    by: User | None,
    panel: Sequence[drafting.Seat] | None = None,
    answers: Sequence[drafting.Answer] = (),
    now: datetime | None = None,
) -> Requisition:
    """Draft a requisition, or change one. Without a panel the one that sits stays; answers not given stay as well.

    Refuses as `drafting.draft`, `drafting.change`, `drafting.seat` and `drafting.answer` do.
    """
    if requisition is None:
        written = drafting.draft(facts, by=by, panel=panel or (), now=now)
    else:
        written = drafting.change(requisition, facts, by=by, now=now)
        if panel is not None:
            written = drafting.seat(written, panel, by=by, now=now)
    return drafting.answer(written, answers, by=by, now=now) if answers else written
