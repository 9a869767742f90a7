"""Pages: the applications by what is due next, and everything about one of them."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hiring import clock, standing
from hiring.models import Application, User
from hiring.models.application import ApplicationQuerySet
from hiring.sla import Standing
from interviews.filter_forms import FilterForm
from interviews.models import Scorecard
from interviews.views.application_page import show
from interviews.views.application_verbs import application_verb
from interviews.views.signed_in import SignedInRequest

PAGE = 50


@require_safe
@login_required
def applications(request: SignedInRequest) -> HttpResponse:
    """The list: open applications unless a filter asks for others, most urgent first."""
    if not request.user.has_perm("hiring.view_application"):
        raise PermissionDenied("The list of applications is for those who run the process.")
    now = clock.database_now()
    form = FilterForm(request.GET)
    wanted = form.wanted()
    rows = _wanted(Application.objects.visible_to(request.user), wanted, now=now)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": [(one, standing.clock_face(one, now=now)) for one in page],
        "now": now,
        "query": query.urlencode(),
        "is_filtered": any(wanted.values()),
        "nav": "applications",
    }
    return render(request, "interviews/applications.html", context)


def _wanted(rows: ApplicationQuerySet, wanted: dict[str, Any], *, now: datetime) -> QuerySet[Application]:
    if wanted["requisition"]:
        rows = rows.filter(requisition=wanted["requisition"])
    if wanted["stage"]:
        rows = rows.filter(stage=wanted["stage"])
    elif not wanted["standing"]:
        rows = rows.open()
    for word in wanted["q"].split():
        rows = rows.filter(candidate__name__icontains=word)
    found: QuerySet[Application] = rows.with_people().with_next_deadline()
    if wanted["standing"]:
        found = standing.having(Standing(wanted["standing"]), found, now=now)
    return found.order_by(F("next_due_at").asc(nulls_last=True), "pk")


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def application(request: SignedInRequest, pk: int) -> HttpResponse:
    """The page of one application; interviewers who may not see it go on to their own scorecard there."""
    rows = Application.objects.visible_to(request.user).with_people().with_next_deadline()
    found = rows.filter(pk=pk).first()
    return show(request, found) if found else _own_card(request.user, pk)


def _own_card(user: User, pk: int) -> HttpResponse:
    cards = Scorecard.objects.readable_by(user).filter(interview__application__pk=pk, interviewer=user)
    drafts = cards.standing().filter(state=Scorecard.State.DRAFT)
    card = drafts.order_by("interview__starts_at").first() or cards.order_by("-updated_at").first()
    if card is None:
        raise Http404
    return redirect("scorecard", card.pk)


urlpatterns = [
    path("applications/", applications, name="applications"),
    path("applications/<int:pk>/", application, name="application"),
    path("applications/<int:pk>/<slug:verb>/", application_verb, name="application_verb"),
]
