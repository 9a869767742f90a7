"""What the guide says about the role and its market. Filled from `hiring/data/`, extended in the admin."""

from django.db import models

from benchmarks.models.reference import ReferenceModel


class RoleScope(ReferenceModel):
    """One of the roles that are confused with each other. Amounts are base salary in EUR a year."""

    summary = models.TextField(blank=True)
    eur_low = models.DecimalField(max_digits=12, decimal_places=2)
    eur_high = models.DecimalField(max_digits=12, decimal_places=2)
    focus = models.JSONField(default=list)
    builds = models.JSONField(default=list)
    core_tools = models.JSONField(default=list)
    question = models.TextField(help_text="The question that tells this role from its neighbours.")
    needed_when = models.JSONField(default=list, blank=True)

    class Meta(ReferenceModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(eur_low__lt=models.F("eur_high")), name="role_scope_low_below_high"
            )
        ]


class LandscapeCategory(ReferenceModel):
    """A part of the technology landscape: who leads it, who rises."""

    leaders = models.JSONField(default=list)
    rising = models.JSONField(default=list)
    note = models.TextField(blank=True)

    class Meta(ReferenceModel.Meta):
        verbose_name_plural = "landscape categories"


class SourcingChannel(ReferenceModel):
    """A place where such engineers are found, and what counts as evidence there."""

    signals = models.JSONField(default=list)
    evidence = models.TextField()
    how_to = models.TextField(blank=True)


class ChecklistPoint(ReferenceModel):
    """One of the points to answer before a requisition opens."""

    number = models.PositiveSmallIntegerField()
    question = models.TextField()
    help = models.TextField(blank=True)
    example = models.TextField(blank=True)

    class Meta(ReferenceModel.Meta):
        ordering = ["number"]


class MarketFact(ReferenceModel):
    """A figure about the market or the promise, with its source. `low` equals `high` where one number is stated."""

    class Bound(models.TextChoices):
        EXACT = "exact", "exactly"
        RANGE = "range", "between"
        ABOVE = "above", "more than"
        BELOW = "below", "fewer than"

    low = models.DecimalField(max_digits=14, decimal_places=2)
    high = models.DecimalField(max_digits=14, decimal_places=2)
    bound = models.CharField(max_length=5, choices=Bound)
    unit = models.CharField(max_length=60)
    as_of = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    note = models.TextField(blank=True)
