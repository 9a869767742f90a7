from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarks.models.columns import iso_4217
from hiring.models.application import Application


class Expectation(models.Model):
    """What a candidate says: an offer from elsewhere, what they aim for, below what they do not come.

    An amount that the candidate does not name is empty. What somebody earned before has no place here, nor anywhere.
    """

    class Kind(models.TextChoices):
        COMPETING = "competing", "Offer from elsewhere"
        TARGET = "target", "Aims for"
        FLOOR = "floor", "Not below"

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="expectations")
    kind = models.CharField(max_length=10, choices=Kind)
    company = models.CharField(max_length=120, blank=True)
    currency = models.CharField(max_length=3, validators=[iso_4217])
    base = models.DecimalField("base a year", max_digits=12, decimal_places=2, null=True, blank=True)
    bonus = models.DecimalField("bonus a year", max_digits=12, decimal_places=2, null=True, blank=True)
    equity_4yr = models.DecimalField("equity, 4 years", max_digits=14, decimal_places=2, null=True, blank=True)
    signing = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    total = models.DecimalField("total a year", max_digits=14, decimal_places=2, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                condition=Q(kind__in=["target", "floor"], withdrawn_at=None),
                name="one_target_and_one_floor_per_application",
            ),
            models.CheckConstraint(
                condition=Q(base__isnull=False)
                | Q(bonus__isnull=False)
                | Q(equity_4yr__isnull=False)
                | Q(signing__isnull=False)
                | Q(total__isnull=False),
                name="expectation_names_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.company or self.get_kind_display()
