"""The forms on the page of an offer: fresh ones, or what was sent and comes back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from benchmarks.models import Premium
from benchmarks.money_forms import AmountField
from hiring.models import Offer
from hiring.offer_terms import Terms
from interviews.offer_forms import WORDS, ExpectationForm, SearchForm, TermsForm, WordsForm
from interviews.offer_steps import Do, Versions


@dataclass(frozen=True)
class Entered:
    """What was sent and comes back with the page: forms that were refused (with `saved`, the version that the terms
    were saved as before that), or that were only to be calculated."""

    terms: TermsForm | None = None
    search: SearchForm | None = None
    words: WordsForm | None = None
    expectation: ExpectationForm | None = None
    saved: int | None = None

    @property
    def errors(self) -> list[tuple[str, str, ValidationError]]:
        """What is wrong: the label of the field, its address on the page, the error."""
        sent = (self.terms, self.search, self.words, self.expectation)
        return [problem for form in sent if form is not None for problem in _problems(form)]


def terms_form(entered: TermsForm | None, begins: Terms, stored: Offer | None) -> TermsForm:
    """The form of the package: a fresh one, or what was entered beside what is stored now."""
    initial = _initial(begins, believed=stored.updated_at.isoformat() if stored else "")
    if entered is None:
        return TermsForm(initial=initial)
    entered.initial = initial
    if entered.has_error("__all__", "changed_meanwhile"):
        entered.believe(initial["believed"])  # who saves again has seen what changed
    return entered


def told(entered: TermsForm | None, form: TermsForm | None, begins: Terms | None) -> Terms | None:
    """The terms to calculate: those that were entered, where they can be read."""
    if entered is None or form is None:
        return begins
    return entered.readable


def _initial(terms: Terms, *, believed: str) -> dict[str, Any]:
    employers = Premium.objects.filter(kind=Premium.Kind.EMPLOYER, slug__in=terms.premiums).values_list(
        "slug", flat=True
    )
    industry = next(iter(employers), "")
    known = {name: getattr(terms, name) for name in TermsForm.base_fields if hasattr(terms, name)}
    chosen = [slug for slug in terms.premiums if slug != industry]
    return {**known, "premiums": chosen, "industry": industry, "believed": believed}


def words(offered: frozenset[Do], versions: Versions, entered: WordsForm | None) -> dict[str, WordsForm]:
    """The form of each verb that is offered, each with the version that it is about."""
    found: dict[str, WordsForm] = {}
    for verb, form in WORDS.items():
        if Do(verb) in offered and verb != Do.FORGET:
            is_of_extended = verb in (Do.ACCEPT, Do.DECLINE, Do.RESCIND)
            about = versions.extended if is_of_extended else versions.prepared
            if entered is not None and entered.verb == verb:
                found[verb] = entered
            else:
                found[verb] = form(initial={"version": about.version if about else None})
    return found


def meanwhile(form: TermsForm) -> list[tuple[str, str]]:
    """What is stored now where it differs from what was typed, if somebody changed it meanwhile."""
    if not form.has_error("__all__", "changed_meanwhile"):
        return []
    names = (name for name in form.changed_data if name != "believed")
    return [(str(form[name].label), _shown(form, name)) for name in names]


def _shown(form: TermsForm, name: str) -> str:
    value = form.initial.get(name)
    if isinstance(form.fields[name], AmountField):
        return str(form.fields[name].prepare_value(value))
    return " · ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value or "nothing")


def expectation_form(offered: frozenset[Do], told: Terms | None) -> ExpectationForm | None:
    """A fresh form for what the candidate says, in the currency of the package; None where it is not offered."""
    return ExpectationForm(initial={"currency": told.currency if told else ""}) if Do.EXPECT in offered else None


def _problems(form: forms.Form) -> list[tuple[str, str, ValidationError]]:
    shown = {one.name: (str(one.label), one.id_for_label or one.auto_id) for one in form.visible_fields()}
    return [(*shown.get(name, ("", "")), error) for name, errors in form.errors.as_data().items() for error in errors]
