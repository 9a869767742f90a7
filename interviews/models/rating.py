from django.conf import settings
from django.db import models
from django.db.models import Q

from interviews.models.interview import Scorecard
from interviews.models.rubric import Competency, FlagDefinition


class Rating(models.Model):
    """A level from 1 to 4 for one competency, with its evidence; no level means “not observed”."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="ratings")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="ratings")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    not_observed = models.BooleanField(default=False)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["competency__round", "competency__position"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "competency"], name="one_rating_per_scorecard_and_competency"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__range=(1, 4)), name="rating_level_between_1_and_4"
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(not_observed=False), name="rated_competency_was_observed"
            ),
        ]

    def __str__(self) -> str:
        # Without the level: titles name a row to readers who may not read its card yet.
        return str(self.competency)


class Flag(models.Model):
    """A flag that an interviewer raised. It points at evidence; it never changes the arithmetic."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="flags")
    definition = models.ForeignKey(FlagDefinition, on_delete=models.PROTECT, related_name="raised")
    severity = models.CharField(max_length=10, choices=FlagDefinition.Severity)
    evidence = models.TextField()
    created_at = models.DateTimeField()
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    waive_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-definition__colour", "definition__position"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "definition"], name="one_flag_per_scorecard_and_definition"),
            models.CheckConstraint(condition=~Q(evidence=""), name="flag_has_evidence"),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True) | ~Q(waive_reason=""), name="waived_flag_has_a_reason"
            ),
        ]
        permissions = [("waive_flag", "Can waive a critical red flag")]

    def __str__(self) -> str:
        # Without its code: titles name a row to readers who may not read its card yet.
        return f"Flag of {self.scorecard}"
