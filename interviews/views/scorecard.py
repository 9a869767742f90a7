"""Pages: the one page that an interviewer needs, with what can be done on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interviews import blinding, scheduling, scorecard_reading, scorecards
from interviews.forms import ReasonForm, ScorecardForm
from interviews.models import Interview, Scorecard
from interviews.views.scorecard_page import Problem, page_for, problems_of, stored
from interviews.views.signed_in import SignedInRequest, takes_forms_of

CONFLICT, REFUSED = 409, 422


@require_safe
@never_cache
@login_required
def scorecard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Purpose, plan, questions and the card: to fill in while it is a draft, to read afterwards."""
    return _answer(request, _readable(request, pk))


@takes_forms_of("scorecard")
@login_required
def scorecard_save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a draft. Scripts get JSON; a form without a script comes back to its page."""
    card, form = _own(request, pk), ScorecardForm(request.POST)
    try:
        content = _content(form)
        card = scorecards.save_draft(card, content, by=request.user, revision=form.cleaned_data["revision"])
    except ValidationError as refusal:
        return _refused(request, card, form, problems_of(refusal))
    if not _wants_json(request):
        messages.success(request, "The draft is saved.")
        return redirect("scorecard", pk=pk)
    return _saved(card)


@takes_forms_of("scorecard")
@login_required
def scorecard_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Save what was entered and submit the card; what is missing comes back all at once."""
    card, form = _own(request, pk), ScorecardForm(request.POST)
    try:
        content = _content(form)
        card = scorecards.submit(card, by=request.user, content=content, revision=form.cleaned_data["revision"])
    except ValidationError as refusal:
        return _refused(request, card, form, problems_of(refusal))
    messages.success(request, f"Your scorecard for {card.interview.application.candidate} is submitted.")
    return redirect("scorecard", pk=pk)


@takes_forms_of("scorecard")
@login_required
def scorecard_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one cannot fill in this card."""
    card = _own(request, pk)
    try:
        scorecards.decline(card, reason=_reason(request), by=request.user)
    except ValidationError as refusal:
        return _told(request, card, refusal)
    messages.success(request, f"Noted: you do not fill in the card for {blinding.candidate_name(card)}.")
    return redirect("my_interviews")


@takes_forms_of("my_interviews", has_pk=False)
@login_required
def interview_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one's interview has ended; the time for the scorecards begins."""
    card = _own_of_interview(request, pk)
    try:
        scheduling.finish(card.interview, by=request.user)
    except ValidationError as refusal:
        return _told(request, card, refusal)
    messages.success(request, "Noted: the interview has ended. Your scorecard is due in 24 hours, best in 30 minutes.")
    return redirect("scorecard", pk=card.pk)


@takes_forms_of("my_interviews", has_pk=False)
@login_required
def interview_missed(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one's interview did not take place; the coordinator books it anew."""
    card = _own_of_interview(request, pk)
    try:
        scheduling.call_off(card.interview, reason=_reason(request), by=request.user, did_not_happen=True)
    except ValidationError as refusal:
        return _told(request, card, refusal)
    messages.success(request, "Noted: it did not take place. No scorecard is awaited; the coordinator is next.")
    return redirect("my_interviews")


def _readable(request: SignedInRequest, pk: int) -> Scorecard:
    cards = Scorecard.objects.readable_by(request.user).select_related(
        "interviewer", "interview__application__candidate", "interview__application__requisition"
    )
    return get_object_or_404(cards, pk=pk)


def _own(request: SignedInRequest, pk: int) -> Scorecard:
    cards = Scorecard.objects.readable_by(request.user).filter(interviewer=request.user)
    return get_object_or_404(cards.select_related("interview__application__candidate"), pk=pk)


def _own_of_interview(request: SignedInRequest, pk: int) -> Scorecard:
    interview = get_object_or_404(Interview, pk=pk, scorecards__interviewer=request.user)
    cards = Scorecard.objects.readable_by(request.user).filter(interviewer=request.user, interview=interview)
    return get_object_or_404(cards.select_related("interview__application__candidate"))


def _content(form: ScorecardForm) -> scorecards.Content:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form.content


def _reason(request: SignedInRequest) -> str:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return str(form.cleaned_data["reason"])


def _wants_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _saved(card: Scorecard) -> JsonResponse:
    saved_at = timezone.localtime(card.updated_at)
    return JsonResponse({"revision": card.revision, "saved_at": saved_at.isoformat(), "text": f"{saved_at:%H:%M:%S}"})


def _refused(
    request: SignedInRequest, card: Scorecard, form: ScorecardForm, problems: tuple[Problem, ...]
) -> HttpResponse:
    """The refusal as it was asked for: JSON, or the page with what was entered."""
    card = _readable(request, card.pk)
    is_conflict = any(problem.code in ("conflict", *Scorecard.State) for problem in problems)
    if _wants_json(request):
        if is_conflict and form.content == stored(card):
            return _saved(card)  # the answer to an earlier attempt was lost on its way, the attempt was not
        return JsonResponse(
            {"problems": [{"field": one.field, "code": one.code, "message": one.message} for one in problems]},
            status=CONFLICT if is_conflict else REFUSED,
        )
    if card.state != Scorecard.State.DRAFT:
        for problem in problems:
            messages.error(request, problem.message)
        return redirect("scorecard", pk=card.pk)
    page = page_for(card, request.user, content=form.content, problems=problems)
    context = {"page": page, "revision": form.data.get("revision", ""), "is_conflict": is_conflict}
    return _render(request, context, status=CONFLICT if is_conflict else REFUSED)


def _told(request: SignedInRequest, card: Scorecard, refusal: ValidationError) -> HttpResponse:
    for problem in problems_of(refusal):
        messages.error(request, problem.message)
    return redirect("scorecard", pk=card.pk)


def _answer(request: SignedInRequest, card: Scorecard) -> HttpResponse:
    page = page_for(card, request.user)
    scorecard_reading.record(request.user, [card, *(one for view in page.rounds for one in view.readable)], door="page")
    return _render(request, {"page": page, "revision": card.revision})


def _render(request: SignedInRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    return render(request, "interviews/scorecard.html", {"nav": "my_interviews", **context}, status=status)
