"""Admin page that brings in market guides: files or an archive of them, a trial, what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from benchmarks.guides import batches, uploads
from benchmarks.guides.batches import Batch, Result
from benchmarks.guides.importing import Outcome
from benchmarks.models import CompanyGuide

ACCEPT = ",".join([*sorted(batches.SUFFIXES), uploads.ARCHIVE])
MOST_SHOWN = 200
SIGNS = {
    Outcome.NEW: ("+", "new"),
    Outcome.SUPERSEDED: ("↻", "supersedes the one before"),
    Outcome.UNCHANGED: ("=", "unchanged: the same content is here already"),
    Outcome.KEPT: ("✎", "left aside: the guide in use was edited by hand"),
    Outcome.TWICE: ("△", "left aside: another of these files is of the same company and role"),
    Outcome.UNUSABLE: ("✕", "unusable"),
}


class FilesInput(forms.FileInput):
    """A box for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the value is a list of them."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        return [one(file, initial) for file in data] if isinstance(data, list) and data else [one(None, initial)]


class UploadForm(forms.Form):
    """The files, and whether anything is to be stored."""

    guides = FilesField(
        label="Guides",
        help_text=(
            f"Markdown or text, at most {uploads.megabytes(uploads.LARGEST_FILE)} each, or a ZIP archive of them: up "
            f"to 100 files at once, {uploads.MOST_GUIDES} guides with those in archives, "
            f"{uploads.megabytes(uploads.LARGEST_ALL)} in all. For more there is the command import_guides."
        ),
        widget=FilesInput(attrs={"accept": ACCEPT}),
        allow_empty_file=True,
    )
    dry_run = forms.BooleanField(
        label="Try only", required=False, help_text="Says what would become of each file and stores nothing."
    )


@dataclass(frozen=True)
class Shown:
    """One file on the result page."""

    path: str
    name: str
    sign: str
    outcome: str
    more: str
    read: str
    problems: Sequence[dict[str, Any]]
    hidden: int
    address: str

    @property
    def problem_count(self) -> int:
        return len(self.problems) + self.hidden


def page(model_admin: Any, request: HttpRequest) -> HttpResponse:
    """Choose files, try them or bring them in: the same rules as the command's."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied("You may not bring in guides.")
    posted = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if posted else UploadForm()
    context: dict[str, Any] = {}
    if posted and form.is_valid():
        is_trial = form.cleaned_data["dry_run"]
        sent = uploads.guides(form.cleaned_data["guides"])
        batch = batches.rehearse(sent) if is_trial else batches.run(sent, dry_run=False)
        context = _told(model_admin, request, batch, is_trial=is_trial)
        form = UploadForm()
    context |= {
        **model_admin.admin_site.each_context(request),
        "title": "Upload guides",
        "opts": model_admin.opts,
        "form": form,
        "back": reverse("admin:benchmarks_companyguide_changelist"),
    }
    return TemplateResponse(request, "benchmarks/admin/guide_upload.html", context)


def _told(model_admin: Any, request: HttpRequest, batch: Batch, *, is_trial: bool) -> dict[str, Any]:
    slugs = {one.slug for one in batch.results if one.slug}
    guides = {guide.slug: guide for guide in CompanyGuide.objects.current().filter(slug__in=slugs)}
    if not is_trial:
        _log(model_admin, request, batch, guides)
    sees = model_admin.has_view_permission(request)
    before = _before(slugs, is_trial=is_trial) if sees else {}
    return {
        "results": [_shown(one, guides.get(one.slug) if sees else None, before.get(one.slug)) for one in batch.results],
        "counts": [(*SIGNS[outcome], batch.outcomes[outcome]) for outcome in SIGNS if batch.outcomes[outcome]],
        "summary": batch.report["summary"],
        "is_trial": is_trial,
    }


def _log(model_admin: Any, request: HttpRequest, batch: Batch, guides: dict[str, CompanyGuide]) -> None:
    for one in batch.results:
        if one.outcome is Outcome.NEW:
            model_admin.log_addition(request, guides[one.slug], f"Uploaded as {one.report['path']}.")
        elif one.outcome is Outcome.SUPERSEDED:
            model_admin.log_change(request, guides[one.slug], f"Superseded by the upload of {one.report['path']}.")


def _before(slugs: set[str], *, is_trial: bool) -> dict[str, int]:
    """How many bands the guides have of which another edition was sent: those in use after a trial, else the latest
    of those that were retired."""
    known = CompanyGuide.objects.filter(slug__in=slugs, retired_at__isnull=is_trial)
    counted = known.annotate(how_many=Count("bands")).order_by("retired_at", "pk")
    return dict(counted.values_list("slug", "how_many"))


def _read(report: dict[str, Any]) -> str:
    """What was read of a file, such as `5 bands, 4 levels compared, 3 levers, target, floor`."""
    counts = (
        (len(report["bands"]), "band", "bands"),
        (len(report["level_mapping"]), "level compared", "levels compared"),
        (len(report["levers"]), "lever", "levers"),
    )
    words = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    return ", ".join([*words, *(name for name in ("target", "floor") if report[name])]) or "nothing"


def _more(one: Result, before: int | None) -> str:
    """What the outcome alone does not say: why a file is unusable, how many bands the guide before had."""
    if one.outcome is Outcome.UNUSABLE:
        return "; ".join(dict.fromkeys(problem["reason"] for problem in one.report["problems"][:2]))
    if one.outcome is Outcome.SUPERSEDED and before is not None:
        return f"that one had {before} band{'' if before == 1 else 's'}"
    return ""


def _shown(one: Result, guide: CompanyGuide | None, before: int | None) -> Shown:
    report = one.report
    sign, outcome = SIGNS[one.outcome] if one.outcome else ("", "")
    problems = report["problems"]
    return Shown(
        path=report["path"],
        name=": ".join(filter(None, (report["company"], report["role"]))),
        sign=sign,
        outcome=outcome,
        more=_more(one, before),
        read=_read(report),
        problems=problems[:MOST_SHOWN],
        hidden=max(0, len(problems) - MOST_SHOWN),
        address=reverse("admin:benchmarks_companyguide_change", args=[guide.pk]) if guide else "",
    )
