"""Admin verbs: what each asks for on a page of its own, run over the chosen rows, every refusal reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.enums import ActionVariant

from hiring import clock


class Confirm(forms.Form):
    """Nothing to enter, only to confirm."""


class Reason(forms.Form):
    """Why."""

    reason = forms.CharField(
        max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="Stands in the history. 300 characters."
    )


class Pause(Reason):
    """Why, and when somebody looks at it again."""

    review_at = forms.DateTimeField(
        label="Look at it again",
        required=False,
        validators=[MaxValueValidator(clock.LATEST)],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="In your time zone. Left empty: three days from now.",
    )


@dataclass(frozen=True)
class Verb:
    """A verb of the rules as the admin offers it. `call` gets the row, what was entered, what the reader saw."""

    name: str
    title: str
    done: str
    explained: str
    call: Callable[..., object]
    form: type[forms.Form] = Confirm
    permission: str = "move"
    icon: str = "arrow_forward"
    danger: bool = False
    saw: Callable[[Any], str] = lambda row: ""
    """What makes a second click a refusal rather than a second step: handed back to `call` as it was shown."""
    leads_to: Callable[[Any], str] = lambda row: ""
    names_rows: bool = True
    """Whether what was done is told with the names of the rows: not where there is only one."""


def offered(verb: Verb) -> Any:
    """The verb as a method of an admin class: an action of its list, an action of a row's page."""

    def run(self: ModelAdmin, request: HttpRequest, queryset: Any = None, object_id: Any = None) -> HttpResponse | None:
        if queryset is not None:
            return ask(self, request, verb, queryset)
        row = self.get_object(request, str(object_id))
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))
        return ask(self, request, verb, [row], page_of=row)

    run.__name__ = verb.name
    variant = ActionVariant.DANGER if verb.danger else ActionVariant.DEFAULT
    return action(run, description=f"{verb.title}…", permissions=[verb.permission], icon=verb.icon, variant=variant)


def ask(
    model_admin: ModelAdmin,
    request: HttpRequest,
    verb: Verb,
    rows: Sequence[Any] | QuerySet[Any],
    *,
    page_of: Model | None = None,
) -> HttpResponse | None:
    """The page that asks, or its answer carried out. None sends the reader back to the list."""
    answered = request.method == "POST" and "go" in request.POST
    form = verb.form(request.POST if answered else None)
    rows = list(rows)
    back = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    if page_of is not None:
        back = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[page_of.pk])
        back = _asked_from(request) or back
    if answered and form.is_valid():
        done, refusals = carry_out(verb, rows, request, form.cleaned_data)
        if not (refusals and len(rows) == 1):
            report(request, verb, done, refusals)
            return HttpResponseRedirect(back) if page_of is not None else None
        for refusal in refusals:
            form.add_error(None, refusal)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": verb.title,
        "verb": verb,
        "form": form,
        "rows": [(row, verb.saw(row), verb.leads_to(row)) for row in rows],
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "from_list": page_of is None,
        "back": back,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "hiring/admin/ask.html", context)


def _asked_from(request: HttpRequest) -> str:
    """The page of ours that sent the reader here, where its link says so: they go back to it."""
    there = request.GET.get("back", "")
    ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())
    return there if ours else ""


def carry_out(
    verb: Verb, rows: Sequence[Any], request: HttpRequest, entered: dict[str, Any]
) -> tuple[list[Any], list[str]]:
    """Call the verb for each row. Returns the rows that it took, and one sentence for each that it refused."""
    done, refusals = [], []
    for row in rows:
        try:
            verb.call(row, by=request.user, saw=request.POST.get(f"saw_{row.pk}", ""), **entered)
        except ValidationError as refusal:
            refusals += [f"{row}: {message}" if len(rows) > 1 else message for message in refusal.messages]
        except PermissionDenied as refusal:
            refusals.append(f"{row}: {refusal}")
        else:
            done.append(row)
    return done, refusals


def report(request: HttpRequest, verb: Verb, done: Sequence[Any], refusals: Sequence[str]) -> None:
    """Say what happened: one message for what was done, one for each refusal."""
    if done:
        names = ", ".join(str(row) for row in done[:5]) + (f" and {len(done) - 5} more" if len(done) > 5 else "")
        messages.success(request, f"{verb.done}: {names}." if verb.names_rows else f"{verb.done}.")
    for refusal in refusals:
        messages.error(request, refusal)
