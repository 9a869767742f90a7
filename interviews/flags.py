"""Which flags stand in the way of a next step, and who may waive them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from hiring import access, clock, history
from hiring.models import Application, User
from interviews.models import Flag, FlagDefinition, Scorecard


def blocking(application: Application) -> QuerySet[Flag]:
    """Critical red flags on submitted cards that nobody has waived."""
    return Flag.objects.filter(
        scorecard__interview__application=application,
        scorecard__state=Scorecard.State.SUBMITTED,
        definition__colour=FlagDefinition.Colour.RED,
        severity=FlagDefinition.Severity.CRITICAL,
        waived_at=None,
    ).select_related("definition")


def refuse_flagged(application: Application, *, by: User | None) -> None:
    """The guard of every next step: refuse with `critical_flag` while one stands.

    Somebody who may not read its card yet is told `own_scorecard_missing`, and no flag is named.
    """
    standing = list(blocking(application))
    if not standing:
        return
    if by is not None:
        cards = Scorecard.objects.readable_by(by).filter(interview__application=application)
        readable = set(cards.values_list("pk", flat=True))
        if any(flag.scorecard_id not in readable for flag in standing):
            raise ValidationError(
                "Something in the scorecards that you may not read yet stands in the way: submit your own first.",
                code="own_scorecard_missing",
            )
    codes = ", ".join(str(flag.definition) for flag in standing)
    raise ValidationError(
        f"A critical red flag stands in the way: {codes}. The hiring manager can waive it with a reason.",
        code="critical_flag",
    )


@transaction.atomic
def waive(flag: Flag, *, reason: str, by: User | None, now: datetime | None = None) -> Flag:
    """Let the process go on in spite of a critical red flag. Refuses with `reason_required`, `not_blocking`."""
    access.require(by, "interviews.waive_flag")
    now = now or clock.database_now()
    flag = (
        Flag.objects.select_for_update(of=("self",))
        .select_related("definition", "scorecard__interview")
        .get(pk=flag.pk)
    )
    application = history.locked_open(flag.scorecard.interview.application)
    if not blocking(application).filter(pk=flag.pk).exists():
        raise ValidationError(f"{flag.definition.code} does not stand in the way.", code="not_blocking")
    flag.waive_reason, flag.waived_at, flag.waived_by = history.reason_given(reason), now, by
    flag.save()
    data = {"flag": flag.definition.code, "scorecard": flag.scorecard_id}
    history.write(application, "waive_flag", by=by, now=now, reason=flag.waive_reason, data=data)
    return flag
