"""Admin page that brings in a survey: its file, a dry run, every mistake as a row of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from benchmarks.exports import CSV_TYPE, XLSX_TYPE
from benchmarks.forms import show_refusal
from benchmarks.models import Survey
from benchmarks.surveys import importing, template
from benchmarks.surveys.columns import COLUMNS
from benchmarks.surveys.importing import Imported, Outcome
from benchmarks.surveys.limits import LARGEST_FILE, MOST_ROWS
from benchmarks.surveys.mistakes import Mistake, SurveyFileError

MOST_SHOWN = 500
_TEMPLATES = {"csv": (CSV_TYPE, template.csv_template), "xlsx": (XLSX_TYPE, template.xlsx_template)}


class UploadForm(forms.Form):
    """The file, and which survey it is."""

    file = forms.FileField(
        help_text=f"CSV (UTF-8) or XLSX in the columns of the template, at most {LARGEST_FILE // 1_000_000} MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsm"}),
    )
    name = forms.CharField(
        label="Name of the survey",
        max_length=120,
        help_text="The same for all of its editions: a newer edition supersedes the older one.",
        widget=forms.TextInput(attrs={"list": "survey-names", "autocomplete": "off"}),
    )
    effective_on = forms.DateField(
        label="Day of its figures",
        help_text="From this day on they are aged.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(f"The file is larger than {LARGEST_FILE // 1_000_000} MB.", code="too_large")
        return file


def page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Choose a file, try it or bring it in; the same rule and the same messages as the command's."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied("You may not bring in surveys.")
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    mistakes: Sequence[Mistake] = ()
    tried: Imported | None = None
    if posted and form.is_valid():
        is_dry_run = "dry_run" in request.POST
        try:
            tried = _bring(request, form.cleaned_data, dry_run=is_dry_run)
        except SurveyFileError as refusal:
            mistakes = refusal.mistakes
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            if not is_dry_run:
                return _done(model_admin, request, tried)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Bring in a survey",
        "opts": model_admin.opts,
        "form": form,
        "names": Survey.objects.order_by("name").values_list("name", flat=True).distinct(),
        "columns": COLUMNS,
        "most_rows": f"{MOST_ROWS:,}",
        "mistakes": mistakes[:MOST_SHOWN],
        "mistake_count": len(mistakes),
        "tried": tried,
        "back": reverse("admin:benchmarks_survey_changelist"),
    }
    return TemplateResponse(request, "benchmarks/admin/survey_upload.html", context)


def template_file(model_admin: Any, request: HttpRequest, kind: str) -> HttpResponse:
    """The template as a file to fill in."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied("You may not bring in surveys.")
    if kind not in _TEMPLATES:
        raise Http404
    content_type, make = _TEMPLATES[kind]
    headers = {"Content-Disposition": f'attachment; filename="survey-template.{kind}"'}
    return HttpResponse(make(), content_type=content_type, headers=headers)


def _bring(request: HttpRequest, given: dict[str, Any], *, dry_run: bool) -> Imported:
    file = given["file"]
    return importing.bring(
        file.read(),
        file=file.name,
        name=given["name"],
        effective_on=given["effective_on"],
        by=request.user,
        dry_run=dry_run,
    )


def _done(model_admin: Any, request: HttpRequest, imported: Imported) -> HttpResponse:
    if imported.outcome is Outcome.NEW:
        model_admin.log_addition(request, imported.survey, imported.text)
    elif imported.outcome is Outcome.SUPERSEDES:
        model_admin.log_change(request, imported.survey, imported.text)
    messages.success(request, imported.text)
    if imported.survey is None or not model_admin.has_view_permission(request, imported.survey):
        return HttpResponseRedirect(reverse("admin:index"))
    return HttpResponseRedirect(reverse("admin:benchmarks_survey_change", args=[imported.survey.pk]))
