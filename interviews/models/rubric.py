from django.db import models

from benchmarks.models.reference import ReferenceModel
from hiring.stages import Round
from interviews.models.question import Domain


class RoundGuide(ReferenceModel):
    """What one of the four rounds is: its length, format, topics, materials, what to look for. Slug: the stage."""

    number = models.PositiveSmallIntegerField(unique=True)
    minutes_min = models.PositiveSmallIntegerField()
    minutes_max = models.PositiveSmallIntegerField()
    format = models.TextField()
    purpose = models.TextField()
    topics = models.JSONField(default=list, blank=True)
    scenario = models.JSONField(default=list, blank=True, help_text="Figures of the task: key, value, unit, note.")
    deliverables = models.JSONField(default=list, blank=True)
    evaluate = models.JSONField(default=list, blank=True)
    materials = models.JSONField(default=list, blank=True)
    watch_for = models.JSONField(default=list, blank=True)
    assess = models.JSONField(default=list, blank=True)
    plan = models.JSONField(default=list, blank=True, help_text="Timing for the interviewer: minutes, what.")
    candidate_note = models.TextField(blank=True, help_text="What the candidate is told beforehand.")
    pass_rule = models.TextField(blank=True)

    class Meta(ReferenceModel.Meta):
        ordering = ["number"]


class Competency(ReferenceModel):
    """Something that a round rates from 1 to 4, each level with its written anchor."""

    code = models.CharField(max_length=10, unique=True)
    round = models.CharField(max_length=20, choices=Round)
    domains = models.ManyToManyField(Domain, related_name="competencies", blank=True)
    looks_for = models.TextField(blank=True)
    must_have = models.BooleanField(default=False)
    minimum = models.PositiveSmallIntegerField(default=0, help_text="Lowest level that each rater must give; 0: none.")

    class Meta(ReferenceModel.Meta):
        ordering = ["code"]
        verbose_name_plural = "competencies"

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Anchor(models.Model):
    """What one level of a competency looks like."""

    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="anchors")
    level = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["competency", "level"]
        constraints = [
            models.UniqueConstraint(fields=["competency", "level"], name="one_anchor_per_competency_and_level"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 4)), name="anchor_level_between_1_and_4"),
        ]

    def __str__(self) -> str:
        return f"{self.competency.code} level {self.level}"


class FlagDefinition(ReferenceModel):
    """A red or green flag, with the evidence that counts and what must not trigger it."""

    class Colour(models.TextChoices):
        GREEN = "green", "Green"
        RED = "red", "Red"

    class Severity(models.TextChoices):
        NOTABLE = "notable", "Notable"
        STRONG = "strong", "Strong"
        SERIOUS = "serious", "Serious"
        CRITICAL = "critical", "Critical"

    code = models.CharField(max_length=10, unique=True)
    colour = models.CharField(max_length=5, choices=Colour)
    severity = models.CharField(max_length=10, choices=Severity)
    rounds = models.JSONField(default=list)
    competencies = models.ManyToManyField(Competency, related_name="flags", blank=True)
    domains = models.ManyToManyField(Domain, related_name="flags", blank=True)
    evidence = models.TextField(help_text="What counts as evidence.")
    not_evidence = models.TextField(help_text="What must not trigger it.")
    integrity = models.BooleanField(default=False, help_text="Goes to a human review.")

    class Meta(ReferenceModel.Meta):
        ordering = ["colour", "position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
