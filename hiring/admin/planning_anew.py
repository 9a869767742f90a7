"""Admin page that plans one application anew under another policy: first what would change, then the change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from benchmarks.forms import show_refusal
from hiring import clock, replanning
from hiring.admin.asking import Reason
from hiring.models import Application, SlaPolicy

NAME = "hiring_application_plan_anew"


class Choice(forms.Form):
    """Which version of the promises."""

    policy = forms.ModelChoiceField(SlaPolicy.objects.none(), label="Policy", empty_label=None)

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["policy"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = SlaPolicy.objects.exclude(pk=application.policy_id)


class Confirmation(Choice, Reason):
    """The version that was looked at, and why it takes the place of the other."""

    field_order = ["policy", "reason"]

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        super().__init__(application, *args, **kwargs)
        self.fields["policy"].widget = forms.HiddenInput()


def url_of(model_admin: Any) -> URLPattern:
    """The address of the page, below an application's own: `<id>/plan-anew/`."""

    def show(request: HttpRequest, pk: int) -> HttpResponse:
        return page(model_admin, request, pk)

    return path("<int:pk>/plan-anew/", model_admin.admin_site.admin_view(show), name=NAME)


def page(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a policy, see what becomes of each deadline, confirm with a reason."""
    if not request.user.has_perm("hiring.move_application"):
        raise PermissionDenied("Planning anew is for those who move applications.")
    application = get_object_or_404(model_admin.get_queryset(request), pk=pk)
    back = reverse("admin:hiring_application_change", args=[pk])
    choice = Choice(application, request.GET if "policy" in request.GET else None)
    policy = choice.cleaned_data["policy"] if choice.is_valid() else None
    confirmation = Confirmation(application, initial={"policy": policy})
    if request.method == "POST":
        confirmation = Confirmation(application, request.POST)
        if confirmation.is_valid():
            try:
                replanning.change_policy(application, by=request.user, **confirmation.cleaned_data)
            except ValidationError as refusal:
                show_refusal(confirmation, refusal)
            else:
                said = confirmation.cleaned_data
                messages.success(request, f"{application} is planned anew under {said['policy']}.")
                return HttpResponseRedirect(back)
        policy = confirmation.cleaned_data.get("policy")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"Plan anew under another policy: {application}",
        "opts": model_admin.opts,
        "application": application,
        "choice": choice,
        "policy": policy,
        "changes": replanning.preview(application, policy) if policy else [],
        "confirmation": confirmation,
        "now": clock.database_now(),
        "back": back,
    }
    return TemplateResponse(request, "hiring/admin/application/plan_anew.html", context)
