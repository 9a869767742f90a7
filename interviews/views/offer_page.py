"""The page of an offer: what it holds, in the order in which it is read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from benchmarks import refusals
from benchmarks.models import Premium, Region
from hiring import clock, offer_authors, offer_letters, offer_reading, offer_terms
from hiring.models import Application, Deadline, Expectation, LetterTemplate, Offer, User
from hiring.offer_terms import Terms
from hiring.standing import clock_face
from interviews import offer_charts, offer_start, offer_steps, offer_turns, supported_level
from interviews.application_forms import zone_name
from interviews.offer_figures import Figures, figures
from interviews.offer_forms import SearchForm, TermsForm
from interviews.offer_steps import Do, Versions
from interviews.views import offer_page_forms
from interviews.views.offer_page_forms import Entered
from interviews.views.signed_in import SignedInRequest

Problem = tuple[str, str, ValidationError]
"""What is wrong with a field: its name, its label, the error."""


@dataclass
class Worked:
    """The figures of some terms, or what is wrong with them; with `limit_errors`, nothing was found within the limits
    of the search, as they cannot be read."""

    figures: Figures | None = None
    errors: list[Problem] = field(default_factory=list)
    limit_errors: list[Problem] = field(default_factory=list)


def application_of(user: User, pk: int) -> Application:
    """The application, for those who may see offers and this one."""
    if not user.has_perm("hiring.view_offer"):
        raise PermissionDenied("Offers are for those who set or approve pay.")
    rows = Application.objects.visible_to(user).with_people().with_next_deadline()
    return get_object_or_404(rows, pk=pk)


def show(request: SignedInRequest, application: Application, entered: Entered | None = None) -> HttpResponse:
    """Render the page; what was `entered` stands in place of the fresh forms, with what is wrong beside it."""
    entered = entered or Entered()
    user, now = request.user, clock.database_now()
    versions = versions_of(application, user, now=now)
    current, is_to_hire = versions.current, offer_steps.is_to_hire(application)
    offered = offer_steps.steps(application, versions, user, is_to_hire=is_to_hire)
    supported = supported_level.supported(application, user)
    begins = _begins(application, versions, supported, offered, user, now=now)
    form = (
        offer_page_forms.terms_form(entered.terms, begins, versions.to_edit) if Do.SAVE in offered and begins else None
    )
    told = offer_page_forms.told(entered.terms, form, begins)
    if told:
        authors = _authors(versions, form, user)
        worked = work_out(application, told, entered.search, authors=authors, user=user, now=now)
    else:
        worked = not_read(entered.terms)
    search = entered.search or SearchForm(initial=worked.figures.search if worked.figures else {})
    context = {
        "application": application,
        "nav": "offers",
        "now": now,
        "zone": zone_name(),
        "face": clock_face(application, now=now),
        "deadlines": _running(application),
        "versions": versions,
        "current": current,
        "turn": offer_turns.turn(current) if current else offer_turns.NOBODY,
        "is_mine": offer_turns.turn(current).is_of(user) if current else form is not None,
        "is_to_hire": is_to_hire,
        "offered": {str(verb) for verb in offered},
        "words": offer_page_forms.words(offered, versions, entered.words),
        "supported": supported,
        "currencies": {str(one.pk): one.currency for one in Region.objects.current()} if form else {},
        "premium_titles": _titles(current),
        "sent_back": offer_turns.sent_back(current) if current else None,
        "form": form,
        "is_unsaved": bool(entered.terms and entered.terms.changed_data and not entered.saved),
        "saved": entered.saved,
        "meanwhile": offer_page_forms.meanwhile(entered.terms) if entered.terms else [],
        "search": search,
        **model_context(worked),
        "expectations": _expectations(application, user),
        "expectation_form": entered.expectation or offer_page_forms.expectation_form(offered, told),
        "templates": LetterTemplate.objects.all() if current and current.state in offer_letters.HAVE_A_LETTER else (),
        "has_letter": offer_letters.HAVE_A_LETTER,
        "errors": entered.errors,
    }
    return render(request, "interviews/offer.html", context)


def versions_of(application: Application, user: User, *, now: datetime) -> Versions:
    """The versions as the user may see them; that they were read goes into the audit."""
    rows = offer_turns.with_approvals(application.offers.select_related("drafted_by", "extended_by", "level", "region"))
    read = offer_reading.read(user, rows.order_by("-version"), door="page", now=now)
    for offer in read:
        offer.application = application
    return Versions(tuple(read))


def work_out(
    application: Application,
    terms: Terms,
    search: SearchForm | None,
    *,
    authors: Collection[int],
    user: User,
    now: datetime,
) -> Worked:
    """What the terms come to; without a search form, within limits that suit them."""
    asked = search.cleaned_data if search is not None and search.is_valid() else None
    limit_errors = _unread(search)
    try:
        worked_out = figures(
            application, terms, asked, authors=authors, user=user, on=now.date(), searches=not limit_errors
        )
    except ValidationError as refusal:
        named = TermsForm.base_fields
        found = refusals.by_field(refusal)
        return Worked(
            errors=[
                (name, str(named[name].label or name).capitalize() if name in named else "", error)
                for name in found
                for error in found[name]
            ]
        )
    return Worked(worked_out, limit_errors=limit_errors)


def not_read(form: TermsForm | None) -> Worked:
    """No figures, and what of the entered terms cannot be read."""
    return Worked(errors=_unread(form))


def model_context(worked: Worked) -> dict[str, Any]:
    """What the live part of the page shows."""
    found = worked.figures
    return {
        "figures": found,
        "figure_errors": worked.errors,
        "limit_errors": worked.limit_errors,
        "charts": offer_charts.charts(found) if found else None,
    }


def _unread(form: Form | None) -> list[Problem]:
    if form is None:
        return []
    found = form.errors.as_data()
    return [(name, str(form[name].label), one) for name in found if name in form.fields for one in found[name]]


def _authors(versions: Versions, form: TermsForm | None, user: User) -> set[int]:
    """Whose hand is in the terms that are shown: the reader's as well, where they would save or submit them."""
    about = versions.to_edit or (None if form else versions.current)
    if form and (form.is_bound or about is None or about.state == Offer.State.DRAFT):
        return offer_authors.of_next(about, by=user)
    return offer_authors.of(about) if about else set()


def _begins(
    application: Application,
    versions: Versions,
    supported: supported_level.Supported,
    offered: frozenset[Do],
    user: User,
    *,
    now: datetime,
) -> Terms | None:
    """The terms that the page is about: of what is prepared or stands, else those of a version to come."""
    if versions.to_edit:
        return offer_terms.of(versions.to_edit)
    if Do.SAVE in offered:
        return offer_start.start(application, supported, versions.current, user=user, on=now.date())
    return offer_terms.of(versions.current) if versions.current else None


def _titles(current: Offer | None) -> list[str]:
    """The premiums of a version in words, retired ones as well."""
    slugs = current.premiums if current else []
    known = dict(Premium.objects.filter(slug__in=slugs).values_list("slug", "title")) if slugs else {}
    return [known.get(slug, slug) for slug in slugs]


def _expectations(application: Application, user: User) -> list[Expectation]:
    if not user.has_perm("hiring.view_expectation"):
        return []
    return list(application.expectations.select_related("stated_by").order_by("withdrawn_at", "kind", "pk"))


def _running(application: Application) -> dict[str, Deadline]:
    kinds = (Deadline.Kind.DECISION, Deadline.Kind.OFFER_ANSWER, Deadline.Kind.PROMISE)
    rows = application.deadlines.filter(kind__in=kinds).order_by("due_at")
    return {one.kind: one for one in rows}
