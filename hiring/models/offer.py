from django.conf import settings
from django.db import models
from django.db.models import Q

from hiring.models.application import Application


class Offer(models.Model):
    """One version of an offer. Amounts are units of its currency; base and bonus a year, equity over four years."""

    class State(models.TextChoices):
        EXTENDED = "extended", "Extended"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        SUPERSEDED = "superseded", "Superseded"
        RESCINDED = "rescinded", "Rescinded"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.EXTENDED)
    currency = models.CharField(max_length=3)
    base = models.DecimalField(max_digits=12, decimal_places=2)
    bonus = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    equity_4yr = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    signing = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    note = models.CharField(max_length=300, blank=True)
    extended_at = models.DateTimeField()
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["application", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="one_offer_per_application_and_version"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="extended"), name="one_extended_offer_per_application"
            ),
            models.CheckConstraint(
                condition=Q(base__gt=0, bonus__gte=0, equity_4yr__gte=0, signing__gte=0),
                name="offer_amounts_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"Offer {self.version} to {self.application.candidate}"
