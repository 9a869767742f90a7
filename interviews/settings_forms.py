"""What people enter about their own working time."""

import zoneinfo
from collections.abc import Iterator
from itertools import groupby

from django import forms
from django.db.models import Q
from django.http import QueryDict

from hiring.models import User, WorkCalendar

REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

Group = tuple[str, list[tuple[str, str]]]


def zones(own: str) -> Iterator[Group]:
    """The time zones by continent, each under its IANA name; before them UTC, with the person's own when it is old."""
    placed = sorted(name for name in zoneinfo.available_timezones() if name.partition("/")[0] in REGIONS)
    yield "Everywhere", [(name, name) for name in dict.fromkeys(("UTC", own)) if name not in placed]
    for region, names in groupby(placed, key=lambda name: name.partition("/")[0]):
        yield region, [(name, name.partition("/")[2].replace("_", " ")) for name in names]


def _time(label: str, help_text: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, help_text=help_text, widget=widget)


def _day(label: str, help_text: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, required=False)


class PreferencesForm(forms.Form):
    """Somebody's time zone, calendar, quiet hours and days away."""

    time_zone = forms.ChoiceField(label="Time zone", help_text="All times that you see here are shown in it.")
    calendar = forms.ModelChoiceField(
        WorkCalendar.objects.none(),
        required=False,
        empty_label="Monday to Friday, no public holidays",
        help_text="Your working days and public holidays.",
    )
    quiet_from = _time("Quiet from", "From then on nobody reminds you.")
    quiet_until = _time("Quiet until", "The same time in both: never quiet.")
    away_from = _day("First day away", "From this day on, your reminders go to the next in line.")
    away_until = _day("Last day away", "Leave both empty when you are here.")

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data, initial={name: getattr(user, name) for name in self.base_fields})
        time_zone, calendar = self.fields["time_zone"], self.fields["calendar"]
        assert isinstance(time_zone, forms.ChoiceField)
        assert isinstance(calendar, forms.ModelChoiceField)
        time_zone.choices = list(zones(user.time_zone))
        calendar.queryset = WorkCalendar.objects.filter(Q(retired_at=None) | Q(users=user)).distinct()

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        parts = (
            ("Where you work", ("time_zone", "calendar")),
            ("Quiet hours", ("quiet_from", "quiet_until")),
            ("Days away", ("away_from", "away_until")),
        )
        return [(title, [self[name] for name in names]) for title, names in parts]
