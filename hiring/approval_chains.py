"""Which approval steps can be passed: enough of those whom a step names may approve offers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from hiring.models import Application, ApprovalStep, User

PERMISSION = "hiring.approve_offer"


@dataclass(frozen=True)
class Seated:
    """A step of the chain with those who may answer it for one offer."""

    step: ApprovalStep
    able: tuple[User, ...]

    @property
    def are_too_few(self) -> bool:
        return len(self.able) < self.step.needed


def seated(steps: Sequence[ApprovalStep], application: Application, *, authors: Collection[int]) -> list[Seated]:
    """Each step with its approvers but for the candidate, the authors and those who lack the right to approve.

    One query, however many there are: the steps come with their approvers, the application with its candidate.
    """
    without = {application.candidate.employee_id, *authors}
    named = {user.pk for step in steps for user in step.approvers.all()} - without
    able = set(approvers().filter(pk__in=named).values_list("pk", flat=True))
    return [
        Seated(step, tuple(sorted((one for one in step.approvers.all() if one.pk in able), key=lambda one: one.pk)))
        for step in steps
    ]


def approvers() -> QuerySet[User]:
    """The people who may approve offers."""
    return User.objects.with_perm(PERMISSION).filter(kind=User.Kind.PERSON).distinct()


def check(*, needed: int, named: Collection[User]) -> None:
    """Refuse a step that nobody could pass: `too_few_approvers`, on the field `needed`."""
    if needed > len(named):
        count = "1 approver" if len(named) == 1 else f"{len(named)} approvers"
        message = f"{needed} have to approve, and the step names {count}: name more, or ask for fewer."
        raise ValidationError({"needed": ValidationError(message, code="too_few_approvers")})
