"""Pages: where somebody begins, and the interviewer's own list."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from hiring import clock
from interviews import offer_turns
from interviews.agenda import agenda_of
from interviews.views.signed_in import SignedInRequest


@require_safe
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    """Send people to the place of their work: the admin for those who run the process, their interviews for others."""
    return redirect("admin:index" if request.user.is_staff else "my_interviews")


@require_safe
@login_required
def my_interviews(request: SignedInRequest) -> HttpResponse:
    """What the interviewer has to fill in, what comes, what is done; that an offer waits for their approval."""
    now = clock.database_now()
    context = {
        "agenda": agenda_of(request.user, now=now),
        "to_approve": offer_turns.has_to_approve(request.user),
        "now": now,
        "nav": "my_interviews",
    }
    return render(request, "interviews/my_interviews.html", context)
