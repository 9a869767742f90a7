"""What is refused when another request wrote the same first."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction


@contextmanager
def refused(refusal: ValidationError, *, by_constraint: str) -> Iterator[None]:
    """Write in a savepoint; where the named constraint of the database stands against it, raise the refusal.

    A rule asks first whether something is taken, and so finds the words for it. Two requests that ask at the same
    time both hear no: this is for the slower one. On SQLite there is none, as transactions that write take turns.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if _constraint(error) != by_constraint:
            raise
        raise refusal from error


def _constraint(error: IntegrityError) -> str:
    """The name of the constraint, as PostgreSQL tells it; empty where the database does not."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")
