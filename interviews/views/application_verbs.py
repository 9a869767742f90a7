"""The door through which people move an application: one address for each verb, each calls its rule."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from benchmarks.forms import show_refusal
from hiring import clock, offers, pauses, pipeline
from hiring.models import Application, Decision, RoundResult, User
from hiring.stages import Round
from interviews import booking_warnings, flags, next_steps, rounds, scheduling, unlocking
from interviews.application_forms import FORMS, BookForm, MoveForm, VerbForm
from interviews.ats import unscored
from interviews.models import Flag, Interview, RoundGuide, Scorecard
from interviews.next_steps import Step, Verb
from interviews.situation import situation_of
from interviews.views.application_page import FormMaker, show
from interviews.views.signed_in import SignedInRequest

Done = list[str]
"""What a verb says when it is done; what follows the first line warns."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def application_verb(request: SignedInRequest, pk: int, verb: str) -> HttpResponse:
    """Parse, call the rule, answer with a redirect; or with the page that holds the form and its errors."""
    user = request.user
    if verb not in RULES:
        raise Http404
    if request.method != "POST":  # the address of a refused form, come back to
        return redirect("application", pk)
    rows = Application.objects.visible_to(user).with_people().with_next_deadline()
    application = get_object_or_404(rows, pk=pk)
    form = bound_form(application, Verb(verb), request.POST, user)
    if form.is_valid():
        try:
            done, *warnings = RULES[Verb(verb)](application, form, user)
        except ValidationError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            for warning in warnings:
                messages.warning(request, warning)
            return redirect("application", pk)
    return show(request, get_object_or_404(rows, pk=pk), bound=form)


def bound_form(application: Application, verb: Verb, data: QueryDict, user: User) -> VerbForm:
    """The form of the step that was posted. A step that is not offered is parsed as well: its rule refuses it."""
    situation, now = situation_of(application, user), clock.database_now()
    named = data.get("interview") or data.get("flag") or data.get("scorecard") or ""
    target = int(named) if named.isascii() and named.isdecimal() else None
    has_round = FORMS[verb].needs_round or FORMS[verb].row_field
    round = next((one for one in Round if has_round and one.value == data.get("round")), None)
    known = next_steps.steps(situation, now=now)
    step = next((one for one in known if (one.verb, one.round, one.target) == (verb, round, target)), None)
    guides: dict[str, RoundGuide] = {}
    return FormMaker(situation, guides, now=now).form(step or Step(verb, round=round, target=target), data)


def _advance(application: Application, form: VerbForm, user: User) -> Done:
    moved = pipeline.advance(application, by=user, believed=form.cleaned_data["believed"])
    return [f"{moved.candidate} is at {moved.get_stage_display()} now."]


def _conclude(application: Application, form: VerbForm, user: User) -> Done:
    entered = form.cleaned_data
    round = Round(entered["round"])
    without_score = unscored.warnings(application, round)
    result = rounds.conclude(
        application,
        round,
        verdict=RoundResult.Verdict(entered["verdict"]),
        passed=entered["passed"],
        reason=entered["reason"],
        onward=entered["onward"],
        by=user,
    )
    moved = " The candidate moves on." if result.passed and entered["onward"] else ""
    ended = "passed" if result.passed else "not passed"
    return [f"{result.get_round_display()} is concluded: {ended}.{moved}", *without_score]


def _reject(application: Application, form: VerbForm, user: User) -> Done:
    pipeline.reject(application, reason=form.cleaned_data["reason"], by=user)
    return [f"{application.candidate} is rejected. Every clock has stopped."]


def _withdraw(application: Application, form: VerbForm, user: User) -> Done:
    pipeline.withdraw(application, reason=form.cleaned_data["reason"], by=user)
    return [f"{application.candidate} has withdrawn. Every clock has stopped."]


def _pause(application: Application, form: VerbForm, user: User) -> Done:
    pauses.pause(application, by=user, **form.cleaned_data)
    return ["Paused. Planned dates wait; the promise runs on."]


def _resume(application: Application, form: VerbForm, user: User) -> Done:
    pauses.resume(application, by=user)
    return ["Resumed. Planned dates have moved by the length of the pause."]


def _book(application: Application, form: VerbForm, user: User) -> Done:
    assert isinstance(form, BookForm)
    starts_at, ends_at = form.times
    interview = scheduling.book(
        application,
        Round(form.cleaned_data["round"]),
        starts_at=starts_at,
        ends_at=ends_at,
        interviewers=form.cleaned_data["interviewers"],
        location=form.cleaned_data["location"],
        by=user,
    )
    return [f"{interview.get_round_display()} is booked.", *booking_warnings.warnings(interview)]


def _move(application: Application, form: VerbForm, user: User) -> Done:
    assert isinstance(form, MoveForm)
    starts_at, ends_at = form.times
    interview = scheduling.move(_interview(application, form), starts_at=starts_at, ends_at=ends_at, by=user)
    return [f"{interview.get_round_display()} has its new time.", *booking_warnings.warnings(interview)]


def _finish(application: Application, form: VerbForm, user: User) -> Done:
    interview = scheduling.finish(_interview(application, form), ended_at=form.cleaned_data["ended_at"], by=user)
    return [f"{interview.get_round_display()} has ended. Scorecards are due 24 hours after its end."]


def _call_off(application: Application, form: VerbForm, user: User) -> Done:
    entered = form.cleaned_data
    interview = scheduling.call_off(
        _interview(application, form), reason=entered["reason"], did_not_happen=entered["did_not_happen"], by=user
    )
    return [f"{interview.get_round_display()} is called off."]


def _decide(application: Application, form: VerbForm, user: User) -> Done:
    entered = form.cleaned_data
    decision = pipeline.decide(
        application, outcome=Decision.Outcome(entered["outcome"]), reason=entered["reason"], by=user
    )
    return [f"Decided: {decision.get_outcome_display().lower()}."]


def _accept(application: Application, form: VerbForm, user: User) -> Done:
    offers.accept(application, version=form.cleaned_data["version"], by=user)
    return [f"{application.candidate} is hired."]


def _decline(application: Application, form: VerbForm, user: User) -> Done:
    entered = form.cleaned_data
    offers.decline(application, version=entered["version"], reason=entered["reason"], by=user)
    return ["The candidate's answer is recorded: declined. A further offer may follow."]


def _waive_flag(application: Application, form: VerbForm, user: User) -> Done:
    cards = Scorecard.objects.readable_by(user).filter(interview__application=application)
    flag = get_object_or_404(Flag, pk=form.cleaned_data["flag"], scorecard__in=cards)
    waived = flags.waive(flag, reason=form.cleaned_data["reason"], by=user)
    return [f"{waived.definition} is waived."]


def _unlock(application: Application, form: VerbForm, user: User) -> Done:
    cards = Scorecard.objects.readable_by(user).filter(interview__application=application)
    card = unlocking.unlock(
        get_object_or_404(cards, pk=form.cleaned_data["scorecard"]), reason=form.cleaned_data["reason"], by=user
    )
    return [f"The scorecard of {card.interviewer} is open again."]


def _interview(application: Application, form: VerbForm) -> Interview:
    return get_object_or_404(Interview, application=application, pk=form.cleaned_data["interview"])


RULES: dict[str, Callable[[Application, VerbForm, User], Done]] = {
    Verb.ADVANCE: _advance,
    Verb.CONCLUDE: _conclude,
    Verb.REJECT: _reject,
    Verb.WITHDRAW: _withdraw,
    Verb.PAUSE: _pause,
    Verb.RESUME: _resume,
    Verb.BOOK: _book,
    Verb.MOVE: _move,
    Verb.FINISH: _finish,
    Verb.CALL_OFF: _call_off,
    Verb.DECIDE: _decide,
    Verb.ACCEPT: _accept,
    Verb.DECLINE: _decline,
    Verb.WAIVE_FLAG: _waive_flag,
    Verb.UNLOCK: _unlock,
}
