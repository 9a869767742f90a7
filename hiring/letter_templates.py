"""Which wordings letters can take: each checked before it is kept, one of them the default."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access, clock, history, letter_wording
from hiring.models import LetterTemplate, User

NAME_LENGTH = 80


@transaction.atomic
def write(
    template: LetterTemplate | None,
    *,
    name: str,
    body: str,
    is_default: bool,
    by: User | None,
    now: datetime | None = None,
) -> LetterTemplate:
    """Keep a wording, a new one where there is none yet. A new default takes the place of the one before.

    Refuses with `name_required`, `name_taken`, `too_long`, and on the field `body` with what is wrong in it (see
    `letter_wording.paragraphs`).
    """
    access.require(by, "hiring.change_lettertemplate" if template else "hiring.add_lettertemplate")
    now = now or clock.database_now()
    name = history.fitting(name, "name", at_most=NAME_LENGTH)
    if not name:
        raise history.refusal("name", "Name the wording.", code="name_required")
    try:
        letter_wording.paragraphs(body)
    except ValidationError as refusal:
        raise ValidationError({"body": refusal.error_list}) from refusal
    row = LetterTemplate.objects.select_for_update().get(pk=template.pk) if template else LetterTemplate()
    if LetterTemplate.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise history.refusal("name", f"Another wording is called “{name}”.", code="name_taken")
    if is_default:
        LetterTemplate.objects.filter(is_default=True).exclude(pk=row.pk).update(is_default=False)
    row.name, row.body, row.is_default, row.updated_at = name, body, is_default, now
    row.save()
    return row
