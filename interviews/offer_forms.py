"""What somebody enters on the page of an offer: its terms, and the few words that a verb needs."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import dateparse

from benchmarks.models import CompanyGuide, Level, Premium, Region
from benchmarks.money_forms import AmountField, CurrencyField, PercentField, VestingField
from hiring import clock
from hiring.models import Expectation
from hiring.offer_terms import Terms

_EMPLOYER = Premium.Kind.EMPLOYER


def _text(label: str, *, rows: int = 2, required: bool = False, help_text: str = "") -> forms.CharField:
    # Whether it has to be given is for the rule to say; `required` makes the browser ask.
    attributes = {"rows": rows, **({"required": True} if required else {})}
    widget = forms.Textarea(attrs=attributes)
    return forms.CharField(label=label, required=False, max_length=300, widget=widget, help_text=help_text)


def _moment(label: str, *, help_text: str = "") -> forms.DateTimeField:
    """A date with a time in the zone of whoever reads the page."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, required=False, widget=widget, help_text=help_text, validators=[MaxValueValidator(clock.LATEST)]
    )


class TermsForm(forms.Form):
    """The package with all that goes with it. What the values may be is for `hiring.offer_terms` to say.

    `believed` is when the draft changed last as the page saw it.
    """

    level = forms.ModelChoiceField(Level.objects.none())
    region = forms.ModelChoiceField(Region.objects.none())
    premiums = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    industry = forms.ChoiceField(label="Kind of employer", required=False)
    currency = CurrencyField()
    base = AmountField("Base a year", required=True)
    bonus = AmountField("Bonus a year")
    equity_kind = forms.ChoiceField(
        label="Kind of equity", required=False, choices=[("", "Not stated"), *CompanyGuide.Equity.choices]
    )
    equity_4yr = AmountField("Equity, 4 years", max_digits=14)
    vesting = VestingField()
    cliff_months = forms.IntegerField(label="Cliff, months", min_value=0, max_value=48)
    refresh_percent = PercentField("Refresh, %", most=1000, help_text="Of the grant, granted anew as year 2 begins.")
    discount_percent = PercentField("Discount, %", help_text="Off equity that cannot be sold. Yours to set.")
    signing = AmountField("Signing, once")
    relocation = AmountField("Relocation, once")
    starts_on = forms.DateField(
        label="Starts on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    expires_at = _moment("Answer by", help_text="Empty: five days after it is extended.")
    note = _text("Note")
    exception_reason = _text("Reason, if outside the band", help_text="Approvers read it.")
    believed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="offer-%s", **options)
        self._choose("level", Level.objects.current())
        self._choose("region", Region.objects.current())
        known = list(Premium.objects.current())
        named = [(one.kind, (one.slug, f"{one.title} ({one.effect_text})")) for one in known]
        self._options("premiums", [option for kind, option in named if kind != _EMPLOYER])
        self._options("industry", [("", "None chosen"), *(option for kind, option in named if kind == _EMPLOYER)])

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _options(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    _read: Terms | None = None

    def clean(self) -> None:
        if not self.errors:
            data = dict(self.cleaned_data)
            industry = data.pop("industry")
            del data["believed"]
            self._read = Terms(**{**data, "premiums": (*data["premiums"], *([industry] if industry else []))})

    @property
    def readable(self) -> Terms | None:
        """The terms that were entered, None where they cannot be read. What a rule refuses later was read before."""
        return self._read if self.is_bound and self.errors is not None else None

    @property
    def terms(self) -> Terms:
        """The terms of a valid form."""
        assert self._read is not None
        return self._read

    def believe(self, updated_at: str) -> None:
        """Let what was sent stand for an answer to the draft as it is now."""
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["believed"] = updated_at
        self.data = data

    @property
    def seen_at(self) -> datetime | None:
        """When the draft changed last, as the page that was sent saw it; None where there was none."""
        try:
            return dateparse.parse_datetime(self.cleaned_data["believed"])
        except ValueError:
            return None


class SearchForm(forms.Form):
    """The limits within which the cheapest package is looked for, and what it has to clear. Nothing of it is stored."""

    CLEAR = (("floor", "their floor"), ("competing", "offers from elsewhere"), ("target", "what they aim for"))

    clear = forms.MultipleChoiceField(
        label="It has to clear", required=False, choices=CLEAR, widget=forms.CheckboxSelectMultiple
    )
    each_part = forms.BooleanField(label="Each amount that they name, not only the total", required=False)
    equity_most = AmountField("Most equity, 4 years", max_digits=14, min_value=0)
    signing_most = AmountField("Most signing", min_value=0)
    on_cost_percent = PercentField("On-cost, %", help_text="What you pay on top of cash, such as contributions.")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="search-%s", **options)


class ExpectationForm(forms.Form):
    """Something that the candidate says: an offer from elsewhere, what they aim for, below what they do not come."""

    kind = forms.ChoiceField(label="What they say", choices=Expectation.Kind.choices)
    company = forms.CharField(required=False, max_length=120)
    currency = CurrencyField()
    base = AmountField("Base a year", empty=None)
    bonus = AmountField("Bonus a year", empty=None)
    equity_4yr = AmountField("Equity, 4 years", max_digits=14, empty=None)
    signing = AmountField("Signing, once", empty=None)
    total = AmountField(
        "Total a year", max_digits=14, empty=None, help_text="Where they name no parts; worked out otherwise."
    )
    note = forms.CharField(required=False, max_length=300)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="expect-%s", **options)


class WordsForm(forms.Form):
    """The base of forms that belong to one verb: a title, a button, often a reason."""

    verb: ClassVar[str]
    title: ClassVar[str]
    button: ClassVar[str]
    help: ClassVar[str] = ""
    is_destructive: ClassVar[bool] = False

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"{self.verb}-%s", **options)

    @property
    def key(self) -> str:
        return self.verb


class ApproveForm(WordsForm):
    verb, title, button = "approve", "Approve", "Approve"
    note = _text("Note", rows=1)


class SendBackForm(WordsForm):
    verb, title, button = "send_back", "Send back", "Send back"
    help = "The offer becomes a draft again; approvals given so far are void."
    reason = _text("What has to change", required=True)


class ExtendForm(WordsForm):
    verb, title, button = "extend", "Extend the offer", "Extend to the candidate"
    help = "Says that the candidate has been told. The promise of twelve days is met."
    expires_at = _moment("Answer by", help_text="Empty: as in the offer, else five days from now.")


class AcceptForm(WordsForm):
    verb, title, button = "accept", "The candidate accepts", "Accepted: hire"
    help = "Closes the application as hired. Every clock stops."


class DeclineForm(WordsForm):
    verb, title, button, is_destructive = "decline", "The candidate declines", "Record the answer", True
    help = "The application stays open: another version may follow."
    reason = _text("Reason", required=True)


class RescindForm(WordsForm):
    verb, title, button, is_destructive = "rescind", "Take the offer back", "Rescind", True
    help = "Ends the offer from our side. The application stays open."
    reason = _text("Reason", required=True)


class DiscardForm(WordsForm):
    verb, title, button, is_destructive = "discard", "Discard this version", "Discard", True
    help = "It stays in the list of versions and is not followed any further."


class ForgetForm(WordsForm):
    verb, title, button = "forget", "Withdrawn by the candidate", "Withdraw"
    expectation = forms.IntegerField(widget=forms.HiddenInput)


WORDS: dict[str, type[WordsForm]] = {
    form.verb: form
    for form in (
        ApproveForm,
        SendBackForm,
        ExtendForm,
        AcceptForm,
        DeclineForm,
        RescindForm,
        DiscardForm,
        ForgetForm,
    )
}
