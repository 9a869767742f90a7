"""Admin page of one application's ledger: every reminder, why it is due, what became of it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from hiring import clock, ledger
from hiring.admin.deadline_cells import REMINDER_SIGNS
from hiring.models import Reminder

NAME = "hiring_application_ledger"


def url_of(model_admin: Any) -> URLPattern:
    """The address of the page, below an application's own: `<id>/ledger/`."""

    def show(request: HttpRequest, pk: int) -> HttpResponse:
        return page(model_admin, request, pk)

    return path("<int:pk>/ledger/", model_admin.admin_site.admin_view(show), name=NAME)


def page(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger, for those who may see reminders. Nobody finds their own candidacy."""
    if not request.user.has_perm("hiring.view_reminder"):
        raise PermissionDenied("The ledger of reminders is for those who run the process.")
    application = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    now = clock.database_now()
    pages = ledger.of_application(application, reader=request.user, now=now)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Ledger of reminders: {application}",
        "opts": model_admin.opts,
        "application": application,
        "pages": [(one, _signed(one.current), _signed(one.earlier)) for one in pages],
        "now": now,
        "may_override": request.user.has_perm("hiring.change_reminder"),
    }
    return TemplateResponse(request, "hiring/admin/application/ledger.html", context)


def _signed(lines: Iterable[ledger.Line]) -> list[tuple[ledger.Line, str]]:
    return [(line, sign(line)) for line in lines]


def sign(line: ledger.Line) -> str:
    """The sign of a line's state."""
    return REMINDER_SIGNS[Reminder.State(line.reminder.state)]
