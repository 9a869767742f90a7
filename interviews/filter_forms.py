"""By what the list of applications is narrowed down."""

from typing import Any

from django import forms

from hiring.models import Requisition
from hiring.sla import Standing
from hiring.stages import Stage

STANDING_WORDS = {
    Standing.NOT_STARTED: "Not started",
    Standing.IN_TIME: "In time",
    Standing.AT_RISK: "At risk",
    Standing.BREACHED: "Late",
    Standing.PAUSED: "Paused",
    Standing.CLOSED: "Closed",
}


class FilterForm(forms.Form):
    """Which applications the list shows. What it does not know it leaves out."""

    q = forms.CharField(label="Candidate", required=False, widget=forms.SearchInput)
    requisition = forms.ModelChoiceField(
        queryset=Requisition.objects.order_by("title", "pk"), required=False, empty_label="All requisitions"
    )
    stage = forms.ChoiceField(choices=[("", "All open stages"), *Stage.choices], required=False)
    standing = forms.ChoiceField(
        choices=[("", "Any standing"), *((one.value, STANDING_WORDS[one]) for one in Standing)], required=False
    )

    def wanted(self) -> dict[str, Any]:
        """The filters that are understood; the rest is empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
