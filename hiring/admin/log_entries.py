"""The admin's own log, which repeats the names of the rows that were changed."""

from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.db.models import Q

from hiring.erasing import ERASED
from hiring.models import Application, Candidate


def erase(candidate: Candidate, *, now: datetime) -> int:
    """Take a candidate's name out of the log. Returns how many lines named them."""
    applications = [str(pk) for pk in Application.objects.filter(candidate=candidate).values_list("pk", flat=True)]
    own = Q(content_type__model="candidate", object_id=str(candidate.pk))
    own |= Q(content_type__model="application", object_id__in=applications)
    lines = LogEntry.objects.filter(content_type__app_label__in=("hiring", "interviews"))
    return lines.filter(own | Q(object_repr__icontains=candidate.name)).update(object_repr=ERASED)
