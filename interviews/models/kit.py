from django.db import models

from hiring.models import Requisition
from hiring.stages import Round
from interviews.models.question import Question


class InterviewKit(models.Model):
    """The questions of one round for one requisition: the same for each candidate, in the same order."""

    requisition = models.ForeignKey(Requisition, on_delete=models.CASCADE, related_name="kits")
    round = models.CharField(max_length=20, choices=Round)
    questions = models.ManyToManyField(Question, through="KitQuestion", related_name="kits")

    class Meta:
        ordering = ["requisition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["requisition", "round"], name="one_kit_per_requisition_and_round")
        ]

    def __str__(self) -> str:
        return f"{self.get_round_display()} · {self.requisition}"


class KitQuestion(models.Model):
    """The place of a question in a kit."""

    kit = models.ForeignKey(InterviewKit, on_delete=models.CASCADE, related_name="places")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["kit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["kit", "question"], name="one_place_per_kit_and_question"),
            models.UniqueConstraint(fields=["kit", "position"], name="one_question_per_kit_and_position"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.question.slug}"
