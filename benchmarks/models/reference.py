"""What rows have in common whose first version comes from a reference file in git."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

ModelT = TypeVar("ModelT", bound=models.Model)


class Origin(models.TextChoices):
    """Who looks after a row: a reference file, or a person."""

    REFERENCE = "reference", "Reference file"
    MANUAL = "manual", "Entered by hand"


class ReferenceQuerySet(models.QuerySet[ModelT]):
    def current(self) -> Self:
        """The rows that are in use: not retired."""
        return self.filter(retired_at=None)


class ReferenceModel(models.Model):
    """A row known by a stable slug that people wrote. It is retired when it leaves its file, never deleted."""

    slug = models.SlugField("key", max_length=120, unique=True, help_text="Stays the same: other rows name it.")
    title = models.CharField(max_length=250)
    origin = models.CharField(
        max_length=10,
        choices=Origin.choices,
        default=Origin.MANUAL,
        editable=False,
        help_text="Rows entered by hand are left alone when the reference files are read again.",
    )
    retired_at = models.DateTimeField(
        null=True,
        blank=True,
        db_index=True,
        help_text="Set when out of use; the row stays for what refers to it.",
    )
    position = models.PositiveIntegerField(default=0, help_text="Order in lists.")

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_current(self) -> bool:
        return self.retired_at is None

    def take_over(self) -> None:
        """Hand the row from its reference file to the people who edit it: no later reading changes it."""
        self.origin = Origin.MANUAL
