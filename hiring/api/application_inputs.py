"""What is sent to the addresses of applications."""

from typing import Any

from rest_framework import serializers

from hiring import candidates
from hiring.api.candidates import KnownCandidateInput
from hiring.api.fields import Instant, OneOf, Strict, Text
from hiring.api.named import Named, everyones
from hiring.candidates import Person
from hiring.models import Candidate, Decision, Requisition
from hiring.stages import Stage


class CandidateOrId(Named):
    """The id of a candidate, or what is known of one: of somebody known by `external_id`, that alone is enough."""

    form = KnownCandidateInput

    def to_internal_value(self, data: Any) -> Candidate | Person:
        if isinstance(data, dict):
            form = self.form(data=data, context=self.context)
            form.is_valid(raise_exception=True)
            return Person(**{"name": "", "email": "", **form.validated_data})
        return super().to_internal_value(data)


class ApplicationInput(Strict):
    """A candidate for a requisition. A candidate whose external id is known is brought up to date, not doubled."""

    requisition = Named("requisition", rows=everyones(Requisition), path="pk")
    candidate = CandidateOrId("candidate", rows=candidates.visible_to, path="applications__requisition")
    external_id = Text(max_length=120)
    source_system = Text(max_length=60, help_text="Which system sends it, for example greenhouse.")
    applied_at = Instant(required=False, help_text="Now if not given.")


class KnownApplicationInput(ApplicationInput):
    """What changed of an application's candidate. An application that is new needs `requisition` and `candidate`."""

    requisition = Named("requisition", rows=everyones(Requisition), path="pk", required=False)
    candidate = CandidateOrId("candidate", rows=candidates.visible_to, path="applications__requisition", required=False)


class AdvanceInput(Strict):
    stage = OneOf(Stage.choices, help_text="The stage that you believe is current; another one is refused with 409.")


class ReasonInput(Strict):
    reason = serializers.CharField(max_length=300)


class PauseInput(ReasonInput):
    review_at = Instant(required=False, help_text="When to look at the pause again; in three days if not given.")


class DecideInput(Strict):
    outcome = OneOf(Decision.Outcome.choices)
    reason = serializers.CharField(max_length=1000)
