"""Which approval steps can be passed: enough of those whom a step names may approve offers."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hiring.models import User

PERMISSION = "hiring.approve_offer"


def approvers() -> QuerySet[User]:
    """The people who may approve offers."""
    return User.objects.with_perm(PERMISSION).filter(kind=User.Kind.PERSON).distinct()


def check(*, needed: int, named: Collection[User]) -> None:
    """Refuse a step that nobody could pass: `too_few_approvers`, on the field `needed`."""
    if needed > len(named):
        count = "1 approver" if len(named) == 1 else f"{len(named)} approvers"
        message = f"{needed} have to approve, and the step names {count}: name more, or ask for fewer."
        raise ValidationError({"needed": ValidationError(message, code="too_few_approvers")})
