"""What “I am on it” asks for: until when."""

from datetime import datetime, timedelta

from django import forms

HOURS = ("4", "24", "72", "168")


class OnItForm(forms.Form):
    """So many hours from now; without them it is for the rule to say."""

    until = forms.ChoiceField(choices=[(hours, hours) for hours in HOURS], required=False)

    def instant(self, now: datetime) -> datetime | None:
        """Until when, None where the rule's own answer is wanted."""
        hours = self.cleaned_data["until"]
        return now + timedelta(hours=int(hours)) if hours else None
