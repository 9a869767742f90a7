"""Premiums: what raises pay above its band."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from benchmarks.models import columns
from benchmarks.models.reference import ReferenceModel
from benchmarks.money import NOTHING, amount_text, percent_text


class Premium(ReferenceModel):
    """What a skill, a kind of employer or equity adds, as a percentage of base pay where the market names one."""

    class Kind(models.TextChoices):
        SKILL = "skill", "Skill or experience"
        EMPLOYER = "employer", "Kind of employer"
        EQUITY = "equity", "Equity"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    description = models.TextField(blank=True, help_text="Whom it applies to.")
    percent_low = columns.optional_percent("percent from")
    percent_high = columns.optional_percent("percent to")
    no_ceiling = models.BooleanField(default=False, help_text="The market names no upper limit.")
    relation = models.CharField(
        max_length=250, blank=True, help_text="How it relates to the market where no percentage is known."
    )
    companies = models.JSONField("examples", default=list, blank=True, help_text="Companies named as examples.")
    currency = columns.currency(blank=True)
    example_base = columns.optional_amount("example: base a year")
    total_above = columns.optional_amount("total pay a year above")
    source = models.CharField(max_length=250, blank=True)

    class Meta(ReferenceModel.Meta):
        constraints = [
            columns.low_not_above_high("percent_low", "percent_high", "premium_percent_from_not_above_percent_to"),
            models.CheckConstraint(
                condition=~Q(currency="") | Q(example_base=None, total_above=None),
                name="premium_amounts_have_a_currency",
                violation_error_message="Amounts need their currency.",
                violation_error_code="no_currency",
            ),
        ]

    @property
    def effect_text(self) -> str:
        """What it does, such as `+25–40 %`, `no ceiling; total above USD 600,000` or a relation in words."""
        parts = []
        if self.percent_low is not None:
            parts.append(f"+{percent_text(self.percent_low, self.percent_high)}")
        if self.no_ceiling:
            parts.append("no ceiling")
        if self.relation:
            parts.append(self.relation)
        if self.total_above is not None:
            given = f" on a base of {amount_text(self.example_base, self.currency)}" if self.example_base else ""
            parts.append(f"total above {amount_text(self.total_above, self.currency)}{given}")
        return "; ".join(parts) or NOTHING
