"""What somebody enters to do something with an application: one form for each verb."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone

from hiring import clock
from hiring.models import Decision, RoundResult, User
from hiring.stages import Round
from interviews.next_steps import Step, Verb

PAUSE_REASONS = (
    "The candidate asked for time",
    "The candidate is ill or away",
    "An interviewer is ill or away",
    "The budget waits for approval",
    "The requisition is on hold",
)


class VerbForm(forms.Form):
    """The base: it knows its step, gives its fields their own ids, leaves to the rule what has to be given."""

    verb: ClassVar[Verb]
    title: ClassVar[str]
    button: ClassVar[str]
    help: ClassVar[str] = ""
    is_destructive: ClassVar[bool] = False
    needs_round: ClassVar[bool] = False
    row_field: ClassVar[str] = ""
    """The hidden field that names the row, such as the interview."""

    def __init__(self, data: Any = None, *, step: Step, **options: Any) -> None:
        self.step = step
        super().__init__(data, auto_id=f"{self.key_of(step)}-%s", **options)
        if self.row_field:
            self.fields[self.row_field] = forms.IntegerField(widget=forms.HiddenInput, initial=step.target)
        if step.round or self.needs_round:
            self.fields["round"] = forms.ChoiceField(
                choices=Round.choices, widget=forms.HiddenInput, initial=str(step.round or "")
            )

    @staticmethod
    def key_of(step: Step) -> str:
        """What tells the form of a step from all others of a page."""
        return "-".join(str(part) for part in (step.verb, step.round, step.target) if part is not None)

    @property
    def key(self) -> str:
        return self.key_of(self.step)


def _reason(label: str = "Reason", *, required: bool = True, limit: int = 300, rows: int = 2) -> forms.CharField:
    # Not required here: that is the rule's to say, with its code. The browser asks for it all the same.
    attributes = {"rows": rows, **({"required": True} if required else {})}
    return forms.CharField(label=label, required=False, max_length=limit, widget=forms.Textarea(attrs=attributes))


def _moment(label: str, **options: Any) -> forms.DateTimeField:
    """A date with a time in the zone of whoever reads the page."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, validators=[MaxValueValidator(clock.LATEST)], **options)


class AdvanceForm(VerbForm):
    verb, title, button = Verb.ADVANCE, "Move on", "Move on"
    believed = forms.CharField(widget=forms.HiddenInput)


class ConcludeForm(VerbForm):
    verb, title, button, needs_round = Verb.CONCLUDE, "Conclude the round", "Record the result", True
    verdict = forms.ChoiceField(choices=RoundResult.Verdict.choices, widget=forms.RadioSelect)
    passed = forms.TypedChoiceField(
        label="Result",
        choices=(("yes", "Passed"), ("no", "Not passed")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = _reason("Reason, where the result goes against the verdict or scorecards are missing", required=False)
    onward = forms.BooleanField(label="If passed, move the candidate on at once", required=False, initial=True)


class RejectForm(VerbForm):
    verb, title, button, is_destructive = Verb.REJECT, "Reject", "Reject", True
    help = "Ends the application from our side. Every clock stops; it cannot be taken back."
    reason = _reason()


class WithdrawForm(VerbForm):
    verb, title, button, is_destructive = Verb.WITHDRAW, "Withdrawn by the candidate", "Record the withdrawal", True
    help = "Ends the application from the candidate's side. Every clock stops; it cannot be taken back."
    reason = _reason()


class PauseForm(VerbForm):
    verb, title, button = Verb.PAUSE, "Pause", "Pause"
    help = "Planned dates wait. The promise, a running decision and scorecards do not."
    reason = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"required": True, "list": "pause-reasons", "autocomplete": "off"}),
    )
    review_at = _moment("Review on", required=False, help_text="Empty: three days from now.")
    suggestions = PAUSE_REASONS


class ResumeForm(VerbForm):
    verb, title, button = Verb.RESUME, "Resume", "Resume"
    help = "Planned dates move by the length of the pause. The promise stays where it is."


class _TimesForm(VerbForm):
    """A start with a length in minutes; for the take-home, when it is sent and when it is due."""

    starts_at = _moment("Start")
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=24 * 60)
    ends_at = _moment("Due back")

    def __init__(self, data: Any = None, *, step: Step, **options: Any) -> None:
        super().__init__(data, step=step, **options)
        if step.round == Round.TAKE_HOME:
            self.fields["starts_at"].label = "Sent"
            del self.fields["minutes"]
        else:
            del self.fields["ends_at"]

    @property
    def times(self) -> tuple[datetime, datetime]:
        """Start and end of a valid form."""
        begins: datetime = self.cleaned_data["starts_at"]
        ends: datetime | None = self.cleaned_data.get("ends_at")
        return begins, ends or begins + timedelta(minutes=self.cleaned_data["minutes"])


class BookForm(_TimesForm):
    verb, title, button, needs_round = Verb.BOOK, "Book the round", "Book", True
    interviewers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="From the panel of the requisition for this round. Each gets a scorecard to fill in.",
    )
    location = forms.CharField(label="Room or call link", required=False, max_length=300)

    def __init__(self, data: Any = None, *, step: Step, panel: list[User], **options: Any) -> None:
        super().__init__(data, step=step, **options)
        self.panel = {str(person.pk): person for person in panel}
        field = self.fields["interviewers"]
        field.choices = [(key, str(person)) for key, person in self.panel.items()]  # type: ignore[attr-defined]
        field.initial = list(self.panel)

    def clean_interviewers(self) -> list[User]:
        return [self.panel[key] for key in self.cleaned_data["interviewers"]]


class MoveForm(_TimesForm):
    verb, title, button, row_field = Verb.MOVE, "Give the round another time", "Move", "interview"


class FinishForm(VerbForm):
    verb, title, button, row_field = Verb.FINISH, "Say that the round has ended", "It has ended", "interview"
    help = "Scorecards fall due 24 hours after the end; after the last round, so does the decision."
    ended_at = _moment("Actual end", required=False, help_text="Empty: now.")


class CallOffForm(VerbForm):
    verb, title, button = Verb.CALL_OFF, "Call the round off", "Call it off"
    is_destructive, row_field = True, "interview"
    help = "Its scorecards are not awaited any more. The round can be booked again."
    reason = _reason()
    did_not_happen = forms.BooleanField(label="It was due and did not take place", required=False)


class DecideForm(VerbForm):
    verb, title, button = Verb.DECIDE, "Decide", "Record the decision"
    help = "A decision not to hire closes the application."
    outcome = forms.ChoiceField(label="Decision", choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    reason = _reason(limit=1000, rows=3)


class AnswerForm(VerbForm):
    """What the candidate answers to the version that the page showed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class AcceptForm(AnswerForm):
    verb, title, button = Verb.ACCEPT, "The candidate accepts", "Accepted: hire"
    help = "Closes the application as hired."


class DeclineForm(AnswerForm):
    verb, title, button, is_destructive = Verb.DECLINE, "The candidate declines", "Record the answer", True
    help = "The application stays open: a further offer may follow."
    reason = _reason()


class WaiveFlagForm(VerbForm):
    verb, title, button, row_field = Verb.WAIVE_FLAG, "Waive this flag", "Waive", "flag"
    help = "The candidate may go on in spite of it. The flag stays on the scorecard, with your reason beside it."
    reason = _reason()


class UnlockForm(VerbForm):
    verb, title, button, row_field = Verb.UNLOCK, "Unlock this scorecard", "Unlock", "scorecard"
    help = "It becomes a draft again. What it says now is kept as a former version."
    reason = _reason()


TAKE_HOME_TITLES = {
    Verb.BOOK: "Send the take-home",
    Verb.MOVE: "Change when it is due back",
    Verb.FINISH: "Say that the take-home came back",
    Verb.CALL_OFF: "Call the take-home off",
}
"""What is said otherwise of a round that is written, not held."""

FORMS: dict[Verb, type[VerbForm]] = {
    form.verb: form
    for form in (
        AdvanceForm,
        ConcludeForm,
        RejectForm,
        WithdrawForm,
        PauseForm,
        ResumeForm,
        BookForm,
        MoveForm,
        FinishForm,
        CallOffForm,
        DecideForm,
        AcceptForm,
        DeclineForm,
        WaiveFlagForm,
        UnlockForm,
    )
}


def zone_name() -> str:
    """The zone in which moments are entered now."""
    return timezone.get_current_timezone_name()
