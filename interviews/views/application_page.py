"""The page that shows everything about a candidate: what it holds, in the order in which it is read."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from hiring import assumptions, clock, forecasts
from hiring.models import Application, Deadline, Offer, User
from hiring.stages import ONWARD, ROUNDS, Round, Stage
from hiring.standing import clock_face
from interviews import dossier, next_steps, scorecard_reading
from interviews.application_forms import FORMS, PAUSE_REASONS, TAKE_HOME_TITLES, VerbForm, zone_name
from interviews.models import Interview, RoundGuide
from interviews.next_steps import Step, Verb
from interviews.rail import rail
from interviews.situation import RoundSituation, Situation, situation_of
from interviews.views.signed_in import SignedInRequest

OFFER_TITLES: dict[str, str] = {
    "": "Prepare the offer",
    Offer.State.DRAFT: "Go on with the draft of the offer",
    Offer.State.IN_APPROVAL: "Approval of the offer",
    Offer.State.APPROVED: "Extend the offer",
    Offer.State.EXTENDED: "Open the offer",
}
"""What the link to the page of the offer says, by the state of the version that it is about."""


@dataclass(frozen=True)
class Offered:
    """A step as the page shows it: under a title, with its form where it is possible, or as a link to its own page."""

    step: Step
    title: str
    form: VerbForm | None
    is_link: bool = False


@dataclass
class RoundPanel:
    """The section of one round, with what is offered in it."""

    one: RoundSituation
    guide: RoundGuide | None
    is_open: bool
    offered: list[Offered] = field(default_factory=list)
    waivers: dict[int, Offered] = field(default_factory=dict)
    unlocks: dict[int, Offered] = field(default_factory=dict)


def show(request: SignedInRequest, application: Application, *, bound: VerbForm | None = None) -> HttpResponse:
    """Render the page; with `bound`, that form stands in place of its fresh one, its errors at the top as well."""
    user, now = request.user, clock.database_now()
    situation = situation_of(application, user)
    cards = [card for one in situation.rounds for card in one.view.readable]
    scorecard_reading.record(user, cards, door="page", now=now)
    deadlines = dossier.deadlines_for(situation, now=now)
    guides = {guide.slug: guide for guide in RoundGuide.objects.all()}
    band = dossier.band_for(application, user, now=now)
    maker = FormMaker(situation, guides, now=now, bound=bound)
    offered = [maker.offered(step) for step in next_steps.steps(situation, now=now)]
    panels = {str(one.round): _panel(situation, one, guides, bound) for one in situation.rounds}
    other: dict[str, list[Offered]] = defaultdict(list)
    for item in offered:
        _place(item, situation, panels, other)
    decision = next((line.deadline for line in deadlines if _runs(line.deadline, Deadline.Kind.DECISION)), None)
    forecast = forecasts.of([application], now=now).get(application.pk)
    reminders, taken_back = dossier.reminders_for(situation)
    context = {
        "application": application,
        "situation": situation,
        "face": clock_face(application, now=now),
        "now": now,
        "zone": zone_name(),
        "decision_deadline": decision,
        "forecast": forecast,
        "assumptions": assumptions.of(forecast) if forecast else None,
        "stops": rail(situation),
        "is_to_judge": situation.stage not in (Stage.APPLIED, *ROUNDS),
        "panels": list(panels.values()),
        "next": [item for item in offered if item.step.is_natural],
        "offering": other["offer"],
        "closing": other["close"],
        "open_deadlines": [line for line in deadlines if line.is_open],
        "ended_deadlines": [line for line in deadlines if not line.is_open],
        "reminders": reminders,
        "reminders_taken_back": taken_back,
        "offers": dossier.offers_for(application, user, now=now),
        "band": band,
        "history": dossier.history_for(situation),
        "errors": _labelled_errors(bound) if bound else [],
        "bound": bound,
        "is_bound_shown": bound is not None and any(item.form is bound for item in offered),
        "pause_reasons": PAUSE_REASONS,
    }
    return render(request, "interviews/application.html", context)


class FormMaker:
    """Makes the form of a step with what is known beforehand."""

    def __init__(
        self,
        situation: Situation,
        guides: dict[str, RoundGuide],
        *,
        now: datetime,
        bound: VerbForm | None = None,
    ) -> None:
        self.situation, self.guides, self.now, self.bound = situation, guides, now, bound
        self.panel: dict[str, list[User]] = defaultdict(list)
        for seat in situation.application.requisition.panel.select_related("user"):
            if seat.user.is_active:
                self.panel[seat.round].append(seat.user)

    def offered(self, step: Step) -> Offered:
        """The step with its title and, where it is possible, its form: the bound one if it is of this step."""
        if step.verb == Verb.OFFER:
            return Offered(step, self._offer_title(), None, is_link=step.is_possible)
        title = FORMS[step.verb].title
        if step.verb == Verb.ADVANCE:
            title = f"Move on to {ONWARD[self.situation.stage].label}"
        elif step.round == Round.TAKE_HOME and step.verb in TAKE_HOME_TITLES:
            title = TAKE_HOME_TITLES[step.verb]
        elif step.round:
            title = title.replace("the round", str(step.round.label))
        if not step.is_possible:
            return Offered(step, title, None)
        same = self.bound is not None and self.bound.key == VerbForm.key_of(step)
        return Offered(step, title, self.bound if same else self.form(step))

    def _offer_title(self) -> str:
        state = self.situation.offer_state
        if state == Offer.State.IN_APPROVAL and self.situation.offer_turn.is_of(self.situation.user):
            return "Approve the offer"
        return OFFER_TITLES.get(state, "Prepare another offer")

    def form(self, step: Step, data: Any = None) -> VerbForm:
        """The form of a step, bound when there is data."""
        options: dict[str, Any] = {"initial": self._initial(step)}
        if step.verb == Verb.BOOK:
            options["panel"] = self.panel[str(step.round)]
        return FORMS[step.verb](data, step=step, **options)

    def _is_sending(self, step: Step) -> bool:
        return step.verb == Verb.BOOK and step.round == Round.TAKE_HOME

    def _initial(self, step: Step) -> dict[str, Any]:
        application = self.situation.application
        interview = self._interview(step)
        if step.verb == Verb.ADVANCE:
            return {"believed": application.stage}
        if step.verb in (Verb.ACCEPT, Verb.DECLINE):
            return {"version": self.situation.extended_version}
        if self._is_sending(step):
            hours = dict(application.policy.as_policy().budgets)["take_home_returned"]
            return {"starts_at": self.now, "ends_at": self.now + timedelta(hours=hours[1] - hours[0])}
        if step.verb == Verb.BOOK and step.round:
            guide = self.guides.get(str(step.round))
            return {"minutes": guide.minutes_max if guide else None}
        if step.verb == Verb.MOVE and interview:
            length = interview.ends_at - interview.starts_at
            begins, ends = interview.starts_at, interview.ends_at
            return {"starts_at": begins, "ends_at": ends, "minutes": length // timedelta(minutes=1)}
        if step.verb == Verb.FINISH and interview:
            return {"ended_at": interview.ends_at if interview.ends_at <= self.now else None}
        return {}

    def _interview(self, step: Step) -> Interview | None:
        return next((one.view.interview for one in self.situation.rounds if one.round == step.round), None)


def _panel(
    situation: Situation, one: RoundSituation, guides: dict[str, RoundGuide], bound: VerbForm | None
) -> RoundPanel:
    is_here = one.round.value == situation.stage.value
    is_bound = bound is not None and bound.step.round == one.round
    return RoundPanel(one, guides.get(str(one.round)), is_open=is_here or is_bound or bool(one.blocking))


def _place(item: Offered, situation: Situation, panels: dict[str, RoundPanel], other: dict[str, list[Offered]]) -> None:
    """Put what is not a next step where it belongs: every form stands on the page once."""
    step = item.step
    if step.verb == Verb.WAIVE_FLAG and step.target:
        for one in situation.rounds:
            if any(flag.pk == step.target for flag in one.blocking):
                panels[str(one.round)].waivers[step.target] = item
    elif step.verb == Verb.UNLOCK and step.target:
        panels[str(step.round)].unlocks[step.target] = item
    elif step.is_natural:
        return
    elif step.round:
        panels[str(step.round)].offered.append(item)
    else:
        is_offer = step.verb in (Verb.OFFER, Verb.ACCEPT, Verb.DECLINE)
        other["offer" if is_offer else "close"].append(item)


def _labelled_errors(form: VerbForm) -> list[tuple[str, ValidationError]]:
    """What is wrong with a form, each beside the label of its field; without one where no field on the page has it."""
    shown = {field.name: field.label for field in form.visible_fields()}
    return [(shown.get(name, ""), error) for name, errors in form.errors.as_data().items() for error in errors]


def _runs(deadline: Deadline, kind: Deadline.Kind) -> bool:
    return deadline.kind == kind and deadline.state == Deadline.State.OPEN
