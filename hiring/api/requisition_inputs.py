"""What is sent to the addresses of requisitions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from benchmarks.models import Level, Region
from hiring.api.fields import OneOf, Slug, Strict, Text
from hiring.models import Requisition, RoleScope, User
from hiring.stages import Round


@extend_schema_field({"type": "string", "minLength": 1, "description": "A username."})
class Username(Slug):
    """Somebody who works here. Who else does is not told."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            "user", slug_field="username", tells_known=False, queryset=User.objects.filter(is_active=True), **options
        )


class SeatInput(Strict):
    user = Username()
    round = OneOf(Round.choices)


class RequisitionInput(Strict):
    """A position to fill. Only title, hiring manager and coordinator have to be known at first."""

    title = serializers.CharField(max_length=200)
    hiring_manager = Username()
    coordinator = Username()
    scope = Slug("scope", queryset=RoleScope.objects.current(), required=False, allow_null=True)
    level = Slug("level", queryset=Level.objects.current(), required=False, allow_null=True)
    region = Slug("region", queryset=Region.objects.current(), required=False, allow_null=True)
    headcount = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    clock_starts_on = OneOf(Requisition.ClockStart.choices, required=False)
    time_zone = serializers.CharField(max_length=64, required=False, help_text="IANA name; UTC if not given.")
    external_id = Text(max_length=120)
    source_system = Text(max_length=60)


class NewRequisitionInput(RequisitionInput):
    panel = SeatInput(many=True, required=False)


class KnownRequisitionInput(RequisitionInput):
    """What changed of a requisition. One that is new needs `title`, `hiring_manager` and `coordinator`."""

    title = serializers.CharField(max_length=200, required=False)
    hiring_manager = Username(required=False)
    coordinator = Username(required=False)


class PanelInput(Strict):
    panel = SeatInput(many=True)


class AnswerInput(Strict):
    point = serializers.CharField(help_text="Slug of a point of the checklist.")
    answer = Text()
    waived = serializers.BooleanField(default=False)
    waive_reason = Text(max_length=300)


class ChecklistInput(Strict):
    answers = AnswerInput(many=True)
