from django.db import models
from django.db.models import Q


class LetterTemplate(models.Model):
    """The wording of an offer's letter: paragraphs with names in braces, such as {candidate}."""

    name = models.CharField(max_length=80, unique=True)
    body = models.TextField()
    is_default = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="one_default_letter_template"
            ),
        ]

    def __str__(self) -> str:
        return self.name
