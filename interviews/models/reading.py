from django.conf import settings
from django.db import models

from hiring.models import ApiToken
from interviews.models.interview import Scorecard


class ScorecardRead(models.Model):
    """Somebody saw what another one wrote on a scorecard, once or several times within minutes. Kept for good.

    `times` counts every look; the first was `at`, the last `last_at`. In between the card did not change.
    """

    scorecard = models.ForeignKey(Scorecard, on_delete=models.CASCADE, related_name="reads")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    door = models.CharField(max_length=10, help_text="Where: page, admin, api.")
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "reading of a scorecard"
        verbose_name_plural = "readings of scorecards"
        indexes = [
            models.Index(fields=["-at", "-id"], name="card_read_newest_first"),
            models.Index(fields=["reader", "-at"], name="card_read_by_reader"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_at__gte=models.F("at"), times__gte=1), name="card_read_ends_after_it_began"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader} read {self.scorecard}"
