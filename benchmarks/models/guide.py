"""Company guides: what one company offers for one role, what it bends to."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from benchmarks.models import columns
from benchmarks.models.reference import ReferenceModel, ReferenceQuerySet


class CompanyGuideQuerySet(ReferenceQuerySet["CompanyGuide"]):
    def readable_by(self, user: Any) -> Self:
        """Pay data: all of it for people with the permission to view guides, nothing for anybody else."""
        return self if user.has_perm("benchmarks.view_companyguide") else self.none()

    def with_parts(self) -> Self:
        """Everything a guide's page shows, in a fixed number of queries."""
        return self.prefetch_related("bands", "levels", "levers", "positions", "competing_offers")


class CompanyGuide(ReferenceModel):
    """What one company offers for one role. A changed guide is retired and a new one takes its place."""

    class Equity(models.TextChoices):
        PRE_IPO = "pre_ipo", "Shares before a flotation"
        RSU_GROWTH_STAGE = "rsu_growth_stage", "RSU of a growing private company"
        RSU = "rsu", "RSU of a listed company"
        OPTIONS = "options", "Options"
        NONE = "none", "None"

    slug = models.SlugField("key", max_length=120, help_text="Stays the same: other rows name it.")
    company = models.CharField(max_length=120)
    role = models.CharField(max_length=160)
    currency = columns.currency(blank=True)
    equity_kind = models.CharField(max_length=20, choices=Equity.choices, blank=True)
    signature_role = models.BooleanField(default=False, help_text="The company names this role as its most important.")
    premium_name = models.CharField(max_length=80, blank=True)
    premium_percent_low = columns.optional_percent("premium percent from")
    premium_percent_high = columns.optional_percent("premium percent to")
    average_total = columns.optional_amount("average total pay a year")
    top_decile_total = columns.optional_amount("top tenth of total pay a year")
    top_decile_open = models.BooleanField("top tenth is open upwards", default=False)
    valuation = columns.optional_amount("valuation of the company", max_digits=20)
    valuation_open = models.BooleanField("valuation is open upwards", default=False)
    scarcity_people_below = models.PositiveIntegerField("people with these skills, fewer than", null=True, blank=True)
    source = models.CharField(max_length=250, blank=True)
    effective_from = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=250, blank=True, editable=False)
    line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    imported = models.BooleanField(
        "read from a guide", default=False, editable=False, help_text="Left alone when the reference files are read."
    )
    summary = models.TextField("negotiation summary", blank=True, editable=False)
    summary_line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    evidence = models.JSONField(default=list, blank=True, editable=False)

    objects = CompanyGuideQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ReferenceModel.Meta):
        ordering = ["company", "role", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=Q(retired_at=None), name="one_current_guide_per_company_and_role"
            ),
            columns.low_not_above_high(
                "premium_percent_low", "premium_percent_high", "guide_premium_from_not_above_premium_to"
            ),
        ]


class GuidePart(models.Model):
    """Something that a guide states, in the guide's own order, with the line of the file that says it."""

    position = models.PositiveIntegerField(default=0)
    line = models.PositiveIntegerField(null=True, blank=True, editable=False)
    text = models.TextField("as the guide prints it", blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class GuideLevel(GuidePart):
    """A level elsewhere that the guide puts on a par with the role."""

    guide = models.ForeignKey(CompanyGuide, on_delete=models.CASCADE, related_name="levels")
    text = models.CharField("on a par with", max_length=250, help_text="As the guide prints it.")

    class Meta(GuidePart.Meta):
        pass

    def __str__(self) -> str:
        return self.text


class GuideLever(GuidePart):
    """An argument that candidates are told to use, what they ask for with it, what they say they hold.

    `ask` and the entries of `holding` are objects with any of base, total, equity_4yr, signing (whole units of
    `currency`), acceleration, acceleration_percent, acceleration_months, refresh_percent, company, companies,
    and `open`: the names of the amounts that are stated as “or more”.
    """

    guide = models.ForeignKey(CompanyGuide, on_delete=models.CASCADE, related_name="levers")
    key = models.SlugField(max_length=80)
    title = models.CharField(max_length=250)
    currency = columns.currency(blank=True)
    ask = models.JSONField(default=dict, blank=True)
    holding = models.JSONField(default=list, blank=True)
    context = models.JSONField(default=dict, blank=True)

    class Meta(GuidePart.Meta):
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="one_lever_per_key_in_a_guide")]

    def __str__(self) -> str:
        return self.title


class GuidePosition(GuidePart):
    """A package that candidates are told to aim for, or the one below which they walk away."""

    class Kind(models.TextChoices):
        TARGET = "target", "Target"
        FLOOR = "floor", "Floor"

    class Acceleration(models.TextChoices):
        SINGLE_TRIGGER = "single_trigger", "Single trigger"
        DOUBLE_TRIGGER = "double_trigger", "Double trigger"

    guide = models.ForeignKey(CompanyGuide, on_delete=models.CASCADE, related_name="positions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    currency = columns.currency()
    period = columns.period()
    total = columns.optional_amount("total pay")
    base = columns.optional_amount("base pay")
    equity_4yr = columns.optional_amount("equity over four years")
    signing = columns.optional_amount("signing bonus")
    stated = models.JSONField(default=dict, blank=True, editable=False)
    acceleration = models.CharField(max_length=20, choices=Acceleration.choices, blank=True)
    refresh_percent = columns.optional_percent("equity refresh in year 2, percent of the first grant")

    class Meta(GuidePart.Meta):
        constraints = [models.UniqueConstraint(fields=["guide", "kind"], name="one_target_and_one_floor_in_a_guide")]

    def __str__(self) -> str:
        return self.get_kind_display()


class CompetingOffer(GuidePart):
    """An offer from elsewhere that the guide has the candidate name."""

    guide = models.ForeignKey(CompanyGuide, on_delete=models.CASCADE, related_name="competing_offers")
    company = models.CharField(max_length=120)
    currency = columns.currency()
    period = columns.period()
    total = columns.optional_amount("total pay")
    base = columns.optional_amount("base pay")
    equity_4yr = columns.optional_amount("equity over four years")
    stated = models.JSONField(default=dict, blank=True, editable=False)

    class Meta(GuidePart.Meta):
        pass

    def __str__(self) -> str:
        return self.company


class GuideProblem(GuidePart):
    """Something in a guide that could not be read, or was read with a doubt, with the reason."""

    guide = models.ForeignKey(CompanyGuide, on_delete=models.CASCADE, related_name="problems")
    reason = models.CharField(max_length=250)

    class Meta(GuidePart.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
