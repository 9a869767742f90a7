"""Page: where people say when they work, and when they are to be left alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from benchmarks.forms import show_refusal
from hiring import calendars, clock
from hiring.preferences import set_preferences
from interviews.settings_forms import PreferencesForm
from interviews.views.signed_in import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Show somebody's own working time; take another one."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        try:
            set_preferences(request.user, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Saved. Reminders that are still to come keep to it.")
            return redirect("settings")
    now = clock.database_now()
    book = calendars.read()
    reachable = book.of_person(request.user)
    context = {
        "form": form,
        "now": now,
        "days": calendars.weekdays(reachable.days),
        "reachable": reachable,
        "is_away": book.is_away(request.user, now),
        "next_open": None if reachable.is_open(now) else reachable.next_open(now),
        "nav": "settings",
    }
    return render(request, "interviews/settings.html", context, status=400 if form.errors else 200)
