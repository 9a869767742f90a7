from django.db import models
from django.db.models import Q

from benchmarks.models.reference import Origin, ReferenceModel


class Domain(ReferenceModel):
    """One of the fields of the role, such as model serving."""

    summary = models.TextField(blank=True)


class Skill(ReferenceModel):
    """What somebody can do within a domain."""

    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, related_name="skills")
    summary = models.TextField(blank=True)


class QuestionQuerySet(models.QuerySet["Question"]):
    def current(self) -> "QuestionQuerySet":
        """The version of each question that is asked today."""
        return self.filter(retired_at__isnull=True)


class Question(models.Model):
    """One version of a question. Changed text is a new version, so that old scorecards show what was asked."""

    class Depth(models.TextChoices):
        FUNDAMENTALS = "fundamentals", "Fundamentals"
        INTERMEDIATE = "intermediate", "Intermediate"
        ADVANCED = "advanced", "Advanced"

    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField(default=1)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="questions")
    depth = models.CharField(max_length=15, choices=Depth)
    rounds = models.JSONField(default=list, help_text="Rounds in which it fits.")
    competencies = models.ManyToManyField("interviews.Competency", related_name="questions", blank=True)
    prompt = models.TextField()
    strong_answer = models.JSONField(default=list, help_text="Points of a strong answer; the first two are the core.")
    weak_answer = models.JSONField(default=list)
    follow_ups = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField()
    sources = models.JSONField(default=list)
    language = models.CharField(max_length=8, default="en")
    reviewed_on = models.DateField(null=True, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.MANUAL)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_question_per_slug_and_version"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(retired_at__isnull=True), name="one_current_version_per_question"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.prompt[:70]}"
