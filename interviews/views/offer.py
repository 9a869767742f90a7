"""Pages: the offers that wait, the offer to one candidate, its letter."""

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from hiring import clock, letter_files, offer_letters
from hiring.models import LetterTemplate
from interviews import offer_list
from interviews.views import offer_page
from interviews.views.offer_verbs import offer_verb
from interviews.views.signed_in import SignedInRequest


@require_safe
@login_required
def offers(request: SignedInRequest) -> HttpResponse:
    """The offers that wait for the reader; for those who set offers also all others on their way. No amounts."""
    if not request.user.has_perm("hiring.view_offer"):
        raise PermissionDenied("Offers are for those who set or approve pay.")
    now = clock.database_now()
    context = {"listed": offer_list.lines_for(request.user, now=now), "now": now, "nav": "offers"}
    return render(request, "interviews/offers.html", context)


@require_safe
@login_required
@cache_control(private=True, no_store=True)
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything about the offer of one application."""
    return offer_page.show(request, offer_page.application_of(request.user, pk))


@require_safe
@login_required
def offer_letter(request: SignedInRequest, pk: int, version: int) -> HttpResponse:
    """The letter of a version as PDF, to keep; in the wording that the address names, else in the default one."""
    application = offer_page.application_of(request.user, pk)
    chosen = get_object_or_404(application.offers, version=version)
    named = request.GET.get("template", "")
    wording = get_object_or_404(LetterTemplate, pk=named) if re.fullmatch(r"[0-9]{1,18}", named) else None
    try:
        made = offer_letters.render(chosen, wording, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("offer", pk)
    return HttpResponse(made, headers=letter_files.headers(chosen, "attachment"))


urlpatterns = [
    path("offers/", offers, name="offers"),
    path("applications/<int:pk>/offer/", offer, name="offer"),
    path("applications/<int:pk>/offer/<int:version>/letter/", offer_letter, name="offer_letter"),
    path("applications/<int:pk>/offer/<slug:verb>/", offer_verb, name="offer_verb"),
]
