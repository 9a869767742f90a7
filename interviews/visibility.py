"""Which interviews somebody sees."""

from django.db.models import Exists, OuterRef, QuerySet

from hiring.models import User
from interviews.models import Interview, Scorecard


def interviews_visible_to(user: User) -> QuerySet[Interview]:
    """All for those who may view interviews, else those that one sits in; never those of one's own candidacy."""
    seen = Interview.objects.exclude(application__candidate__employee_id=user.pk)
    if user.has_perm("interviews.view_interview"):
        return seen
    return seen.filter(Exists(Scorecard.objects.filter(interview=OuterRef("pk"), interviewer=user)))
