"""What somebody sees of interviews."""

from django.db.models import Exists, OuterRef, QuerySet

from hiring.models import User
from interviews.models import Interview, Scorecard


def interviews_visible_to(user: User) -> QuerySet[Interview]:
    """All for those who may view interviews, else those that one sits in; never those of one's own candidacy."""
    seen = Interview.objects.exclude(application__candidate__employee_id=user.pk)
    if user.has_perm("interviews.view_interview"):
        return seen
    return seen.filter(Exists(Scorecard.objects.filter(interview=OuterRef("pk"), interviewer=user)))


def unread(user: User, *, application: str, round: str | None = None) -> Exists:
    """Whether there are submitted scorecards that the user may not read yet, of an application or one of its rounds.

    A condition on rows whose columns name application and round. It is the `UNREAD_FINDINGS` of the settings.
    """
    readable = Scorecard.objects.readable_by(user).filter(pk=OuterRef("pk"))
    cards = Scorecard.objects.standing().filter(state=Scorecard.State.SUBMITTED).exclude(Exists(readable))
    of_application = cards.filter(interview__application=OuterRef(application))
    return Exists(of_application.filter(interview__round=OuterRef(round)) if round else of_application)
