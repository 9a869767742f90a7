"""The door through which people prepare, approve, extend and answer an offer: one address for each verb."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from benchmarks.forms import show_refusal
from hiring import approvals, clock, expectations, offer_authors, offer_drafts, offers
from hiring.models import Application, Expectation, Offer, User
from hiring.models.offer import ON_THEIR_WAY
from interviews.offer_forms import WORDS, ExpectationForm, SearchForm, TermsForm, WordsForm
from interviews.offer_steps import Do
from interviews.views import offer_page
from interviews.views.offer_page import application_of
from interviews.views.offer_page_forms import Entered
from interviews.views.signed_in import SignedInRequest

CALCULATE, MODEL = "calculate", "model"
DOES = [verb.value for verb in Do]
SAW_NONE = datetime.min.replace(tzinfo=UTC)
"""What a page believes that saw no version: whatever there is was written meanwhile."""


@dataclass(frozen=True)
class Asked:
    """A verb with whom it is about, what was entered, by whom."""

    application: Application
    form: WordsForm
    user: User

    @property
    def version(self) -> int | None:
        """The version that the page showed beside the button."""
        named: int | None = self.form.cleaned_data["version"]
        return named

    @property
    def offer(self) -> Offer:
        return get_object_or_404(self.application.offers, version=self.version)

    @property
    def reason(self) -> str:
        return str(self.form.cleaned_data["reason"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def offer_verb(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Parse, call the rule, answer with a redirect; or with the page that holds the form and its errors.

    What is noted of the candidate brings along, as `package`, what was typed and is not saved: it comes back.
    """
    if verb not in (CALCULATE, MODEL, *DOES):
        raise Http404
    application = application_of(request.user, pk)
    if request.method != "POST":  # the address of a refused form, come back to
        return redirect("offer", pk)
    if verb in (CALCULATE, MODEL):
        return _calculate(request, application, live=verb == MODEL)
    if verb in (Do.SAVE, Do.SUBMIT):
        entered, told = _save(application, request.POST, request.user, submits=verb == Do.SUBMIT)
    elif verb == Do.EXPECT:
        entered, told = _expect(application, request.POST, request.user)
    else:
        entered, told = _say(application, WORDS[verb](request.POST), request.user)
    kept = request.POST.get("package") if verb in (Do.EXPECT, Do.FORGET) else None
    if kept:
        typed = QueryDict(kept)
        entered = replace(entered or Entered(), terms=TermsForm(typed), search=SearchForm(typed))
    if told:
        messages.success(request, told)
    if entered is not None:
        return offer_page.show(request, application_of(request.user, pk), entered)
    return redirect("offer", pk)


def _calculate(request: SignedInRequest, application: Application, *, live: bool) -> HttpResponse:
    """What the entered terms come to. Nothing is stored; figures that the search found may be taken over."""
    data = request.POST.copy()
    for name, value in QueryDict(str(data.get("take", ""))).items():
        data[name] = str(value)
    form, search = TermsForm(data), SearchForm(data)
    if not live:
        return offer_page.show(request, application, Entered(terms=form, search=search))
    if form.is_valid():
        now = clock.database_now()
        authors = offer_authors.of_next(_edited(application), by=request.user)
        worked = offer_page.work_out(application, form.terms, search, authors=authors, user=request.user, now=now)
    else:
        worked = offer_page.not_read(form)
    context = {**offer_page.model_context(worked), "application": application, "live": True, "form": form}
    return render(request, "interviews/_offer_model.html", context)


def _save(application: Application, data: QueryDict, user: User, *, submits: bool) -> tuple[Entered | None, str]:
    form, search = TermsForm(data), SearchForm(data)
    if not form.is_valid():
        return Entered(terms=form, search=search), ""
    edited = _edited(application)
    try:
        if edited is None:
            offer = offer_drafts.draft(application, form.terms, by=user)
        else:
            offer = offer_drafts.edit(edited, form.terms, by=user, believed=form.seen_at or SAW_NONE)
    except ValidationError as refusal:
        show_refusal(form, refusal)
        return Entered(terms=form, search=search), ""
    if not submits:
        return None, f"Version {offer.version} is saved."
    try:
        offer = approvals.submit(offer, by=user)
    except ValidationError as refusal:
        form.believe(offer.updated_at.isoformat())  # the terms are saved all the same
        show_refusal(form, refusal)
        return Entered(terms=form, search=search, saved=offer.version), ""
    if offer.state == Offer.State.APPROVED:
        return None, f"Version {offer.version} needs no approval: it can be extended."
    return None, f"Version {offer.version} is submitted for approval."


def _edited(application: Application) -> Offer | None:
    """The version that an edit begins from; None: it is a first draft."""
    return application.offers.filter(state__in=ON_THEIR_WAY).order_by("-version").first()


def _expect(application: Application, data: QueryDict, user: User) -> tuple[Entered | None, str]:
    form = ExpectationForm(data)
    if form.is_valid():
        entered = dict(form.cleaned_data)
        try:
            expectations.state(application, entered.pop("kind"), **entered, by=user)
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            return None, "Noted what the candidate says."
    return Entered(expectation=form), ""


def _say(application: Application, form: WordsForm, user: User) -> tuple[Entered | None, str]:
    if form.is_valid():
        try:
            return None, RULES[form.verb](Asked(application, form, user))
        except ValidationError as refusal:
            show_refusal(form, refusal)
    return Entered(words=form), ""


def _approve(asked: Asked) -> str:
    offer = approvals.approve(asked.offer, by=asked.user, note=asked.form.cleaned_data["note"])
    if offer.state == Offer.State.APPROVED:
        return "Approved. That was the last approval: the offer can be extended."
    return "Approved. Others have to approve as well."


def _send_back(asked: Asked) -> str:
    approvals.send_back(asked.offer, reason=asked.reason, by=asked.user)
    return "Sent back: the offer is a draft again."


def _extend(asked: Asked) -> str:
    offer = offers.extend(asked.offer, by=asked.user, expires_at=asked.form.cleaned_data["expires_at"])
    return f"Version {offer.version} is extended to {asked.application.candidate}."


def _accept(asked: Asked) -> str:
    offers.accept(asked.application, version=asked.version, by=asked.user)
    return f"{asked.application.candidate} is hired."


def _decline(asked: Asked) -> str:
    offers.decline(asked.application, version=asked.version, reason=asked.reason, by=asked.user)
    return "The candidate's answer is recorded: declined. Another version may follow."


def _rescind(asked: Asked) -> str:
    offers.rescind(asked.application, version=asked.version, reason=asked.reason, by=asked.user)
    return "The offer is taken back."


def _discard(asked: Asked) -> str:
    offer_drafts.discard(asked.offer, by=asked.user)
    return "The version is discarded."


def _forget(asked: Asked) -> str:
    rows = Expectation.objects.filter(application=asked.application, withdrawn_at=None)
    expectations.withdraw(get_object_or_404(rows, pk=asked.form.cleaned_data["expectation"]), by=asked.user)
    return "Withdrawn."


RULES: dict[str, Callable[[Asked], str]] = {
    Do.APPROVE: _approve,
    Do.SEND_BACK: _send_back,
    Do.EXTEND: _extend,
    Do.ACCEPT: _accept,
    Do.DECLINE: _decline,
    Do.RESCIND: _rescind,
    Do.DISCARD: _discard,
    Do.FORGET: _forget,
}
