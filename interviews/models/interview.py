from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now

from hiring.models import Application, RoundResult, User
from hiring.stages import Round


class InterviewQuerySet(models.QuerySet["Interview"]):
    def begun(self, now: datetime) -> "InterviewQuerySet":
        """Those that took place, or do so by now: neither cancelled nor missed, and their start is over."""
        return self.filter(state__in=[Interview.State.PLANNED, Interview.State.HELD], starts_at__lte=now)


class Interview(models.Model):
    """One round of one application: a call or session, or a take-home (sent, returned, reviewed)."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not happen"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="interviews")
    round = models.CharField(max_length=20, choices=Round)
    starts_at = models.DateTimeField(help_text="Take-home: when it was sent.")
    ends_at = models.DateTimeField(help_text="Take-home: when it is to be returned.")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="The actual end; take-home: when it came back.")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    location = models.CharField(max_length=300, blank=True, help_text="Room or call link.")
    close_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_default=Now())

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["updated_at", "id"], name="interview_by_change")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round"],
                condition=Q(state__in=["planned", "held"]),
                name="one_standing_interview_per_application_and_round",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="interview_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="held", ended_at__isnull=False) | (~Q(state="held") & Q(ended_at__isnull=True)),
                name="interview_is_held_exactly_when_it_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_round_display()} · {self.application}"


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    def standing(self) -> "ScorecardQuerySet":
        """Cards that count: not declined, of interviews that were not called off."""
        return self.exclude(state=Scorecard.State.DECLINED).exclude(
            interview__state__in=[Interview.State.CANCELLED, Interview.State.NO_SHOW]
        )

    def readable_by(self, user: User) -> "ScorecardQuerySet":
        """Your own cards, and submitted cards of others once your own for that candidate are all in.

        Somebody without a card of their own there needs the right to view scorecards; a service account
        sees a card only when every card of its interview is in. Nobody sees cards about themselves.
        """
        mine_missing = (
            Scorecard.objects.standing()
            .filter(interview__application=OuterRef("interview__application"), interviewer=user)
            .filter(state=Scorecard.State.DRAFT)
        )
        mine = Scorecard.objects.filter(
            interview__application=OuterRef("interview__application"), interviewer=user, state=Scorecard.State.SUBMITTED
        )
        others: Any = Q(state=Scorecard.State.SUBMITTED) & ~Exists(mine_missing)
        if user.is_service:
            anyone_missing = (
                Scorecard.objects.standing().filter(interview=OuterRef("interview")).filter(state=Scorecard.State.DRAFT)
            )
            others &= ~Exists(anyone_missing)
        if not user.has_perm("interviews.view_scorecard"):
            others &= Q(Exists(mine))
        return self.filter(Q(interviewer=user) | others).exclude(interview__application__candidate__employee_id=user.pk)


class Scorecard(models.Model):
    """What one interviewer found in one interview. Hidden from the others until their own is in."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        DECLINED = "declined", "Declined"

    class Verdict(models.TextChoices):
        STRONG_NO = RoundResult.Verdict.STRONG_NO.value, RoundResult.Verdict.STRONG_NO.label
        NO = RoundResult.Verdict.NO.value, RoundResult.Verdict.NO.label
        YES = RoundResult.Verdict.YES.value, RoundResult.Verdict.YES.label
        STRONG_YES = RoundResult.Verdict.STRONG_YES.value, RoundResult.Verdict.STRONG_YES.label
        NO_DECISION = "no_decision", "No decision"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="scorecards")
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scorecards")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    verdict = models.CharField(max_length=12, choices=Verdict, blank=True)
    summary = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="Counts saves, so that two tabs cannot overwrite.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.CharField(max_length=300, blank=True)

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering = ["interview__starts_at", "pk"]
        indexes = [models.Index(fields=["updated_at", "id"], name="scorecard_by_change")]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "interviewer"], name="one_scorecard_per_interview_and_interviewer"
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | (Q(submitted_at__isnull=False) & ~Q(verdict="")),
                name="submitted_scorecard_has_a_verdict_with_a_time",
            ),
        ]
        permissions = [("unlock_scorecard", "Can unlock a submitted scorecard")]

    def __str__(self) -> str:
        # Without the candidate: whoever reviews a take-home does not learn whose it is (`interviews.blinding`).
        return f"{self.interviewer} · {self.interview.get_round_display()}"

    @property
    def is_submitted(self) -> bool:
        return self.state == self.State.SUBMITTED


class ScorecardVersion(models.Model):
    """A submitted card as it was before it was unlocked."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="versions")
    content = models.JSONField()
    submitted_at = models.DateTimeField()
    unlocked_at = models.DateTimeField()
    unlocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ["unlocked_at"]

    def __str__(self) -> str:
        return f"{self.scorecard} until {self.unlocked_at:%Y-%m-%d %H:%M}"
