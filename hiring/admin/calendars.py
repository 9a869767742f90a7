"""Admin pages of work calendars, each with the dates on which it differs from its week."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from unfold.admin import TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from benchmarks.admin.reference import ReferenceAdmin
from benchmarks.forms import ListsOnLines
from hiring import calendars, refitting
from hiring.models import CalendarException, WorkCalendar
from hiring.models.calendar import WEEK


def days_in_words(days: list[int]) -> str:
    """Weekdays in short, such as `Sun Mon Tue Wed Thu`."""
    return " ".join(name[:3] for name in calendars.weekdays(days))


class DaysField(forms.TypedMultipleChoiceField):
    """Weekdays, ticked."""

    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=list(enumerate(WEEK)), coerce=int, **options)


class ExceptionFormSet(BaseInlineFormSet):
    """The calendar's dates, judged together with its week: it has to open within the next 30 days."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        try:
            self.instance.full_clean(validate_unique=False)
        except ValidationError:
            return  # the calendar's own form says so
        kept = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        dates = {one["date"]: one["is_working"] for one in kept if one.get("date")}
        calendars.refuse_never_open(self.instance, dates)


class ExceptionInline(TabularInline):
    model = CalendarException
    formset = ExceptionFormSet
    fields = ("date", "name", "is_working")
    extra = 0
    hide_title = True
    verbose_name = "date that differs"
    verbose_name_plural = "dates that differ from the week"


@admin.register(WorkCalendar)
class WorkCalendarAdmin(ListsOnLines, ReferenceAdmin):
    list_display = ("title", "holidays", "working_days", "hours", "origin")
    search_fields = ("title", "slug", "country", "subdivision")
    inlines = (ExceptionInline,)
    read_as = {"days": days_in_words}
    fieldsets = (
        (None, {"fields": ("title", "slug", ("country", "subdivision"))}),
        (
            "Week",
            {
                "fields": ("days", ("opens", "closes")),
                "description": "On the clock of the person or requisition that uses it. People are reminded outside "
                "their own quiet hours; the hours here are those into which dates are planned.",
            },
        ),
        ("Keeping", {"fields": ("origin", "position", "retired_at")}),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "days":
            return DaysField(label="Working days", initial=db_field.get_default())
        return super().formfield_for_dbfield(db_field, request, **options)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Waiting reminders of those who keep the calendar move into its new days."""
        super().save_related(request, form, formsets, change)
        if change and (form.has_changed() or any(one.has_changed() for one in formsets)):
            keeping = list(form.instance.users.filter(is_active=True))
            transaction.on_commit(lambda: refitting.refit(keeping))

    @admin.display(description="public holidays of", ordering="country")
    def holidays(self, calendar: WorkCalendar) -> str:
        return " ".join(filter(None, (calendar.country, calendar.subdivision))) or "nowhere"

    @admin.display(description="working days")
    def working_days(self, calendar: WorkCalendar) -> str:
        return days_in_words(calendar.days)

    @admin.display(description="hours", ordering="opens")
    def hours(self, calendar: WorkCalendar) -> str:
        return f"{calendar.opens:%H:%M}–{calendar.closes:%H:%M}"
