"""The door of “I am on it”, from the page of an application and from the inbox."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.http import url_has_allowed_host_and_scheme

from hiring import acknowledging, clock
from hiring.models import Application, Deadline, User
from interviews.on_it_forms import OnItForm
from interviews.views.signed_in import SignedInRequest, takes_forms_of


@takes_forms_of("inbox", has_pk=False)
@login_required
def on_it(request: SignedInRequest, pk: int) -> HttpResponse:
    """Parse, call the rule, go back to the page that asked, which says what came of it."""
    deadline = get_object_or_404(_within_reach(request.user), pk=pk)
    now = clock.database_now()
    form = OnItForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        said = acknowledging.acknowledge(deadline, by=request.user, until=form.instant(now), now=now)
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
    else:
        until = format_date(timezone.localtime(said.until), "D j M, H:i T")
        messages.success(
            request, f"You are on it until {until}. Until then only the last rungs of its ladder remind anybody."
        )
    return redirect(_back(request))


def _within_reach(user: User) -> QuerySet[Deadline]:
    """One's own deadlines, and those of applications that one may see; never of one's own candidacy."""
    seen = Application.objects.visible_to(user).order_by().values("pk")
    others = Deadline.objects.exclude(application__candidate__employee=user).select_related("application")
    return others.filter(Q(owner=user) | Q(application__in=seen))


def _back(request: SignedInRequest) -> str:
    there = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if ours else "inbox"


urlpatterns = [path("deadlines/<int:pk>/on-it/", on_it, name="on_it")]
