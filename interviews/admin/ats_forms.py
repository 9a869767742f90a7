"""What people enter about an ATS: its connection, what it may order."""

from typing import Any

from django import forms
from django.db.models import Model
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

from hiring.admin.verb_forms import VerbForm
from hiring.models import Requisition, User
from interviews.ats import connections, packages, vendors
from interviews.models import AssessmentPackage, AtsConnection

KEPT = "Left empty, it stays as it is."
UNLISTED = "While it is not open, the ATS does not list this package: nobody could be ordered for it."
SECRETS = ("remote_key", "webhook_secret")


def _secret(label: str, help_text: str) -> forms.CharField:
    widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"})
    return forms.CharField(
        label=label, required=False, max_length=200, strip=True, widget=widget, help_text=f"{help_text} {KEPT}"
    )


class ConnectionForm(VerbForm):
    """Registers a connection with its key, or changes it. What is secret is entered, never shown."""

    remote_key = _secret("Their key for us", "By which we call the vendor, where it has given us one.")
    webhook_secret = _secret("Webhook secret", "Signs what the vendor sends; a new one leaves the old a day more.")
    brought_key = forms.CharField(
        label="Key that we bring along",
        required=False,
        max_length=connections.LONGEST_KEY,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="For sandboxes. Left empty, a new key is made.",
    )
    key = ""

    class Meta:
        model = AtsConnection
        fields = ("vendor", "name", "slug", "acts_as", "remote_url", "remote_key", "webhook_secret", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "acts_as" in self.fields:
            self.fields["acts_as"].queryset = User.objects.filter(is_active=True, kind=User.Kind.SERVICE)
        for name in SECRETS:
            self.initial.pop(name, None)

    def perform(self) -> Model:
        entered = self.cleaned_data
        given = {name: entered[name] for name in connections.FIELDS if name in entered}
        for name in SECRETS:
            if not given.get(name):
                given.pop(name, None)
        if self.instance.pk:
            return connections.change(self.instance, given, by=self.by)
        connection, self.key = connections.register(
            vendor=entered["vendor"], slug=entered["slug"], given=given, api_key=entered["brought_key"], by=self.by
        )
        return connection


class PackageForm(VerbForm):
    """Lets an ATS order something, or changes what it is called."""

    class Meta:
        model = AssessmentPackage
        fields = ("connection", "key", "kind", "name", "description", "requisition", "tells_candidate", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "connection" in self.fields:
            self.fields["connection"].queryset = AtsConnection.objects.filter(vendor__in=vendors.ADAPTERS)
        if "requisition" in self.fields:
            self.fields["requisition"].help_text = UNLISTED
            closed = Requisition.Status.CLOSED
            now = self.instance.requisition_id
            rows = Requisition.objects.exclude(status=closed) | Requisition.objects.filter(pk=now)
            self.fields["requisition"].queryset = rows

    def perform(self) -> Model:
        entered = self.cleaned_data
        given = {name: entered[name] for name in packages.FIELDS if name in entered}
        if self.instance.pk:
            return packages.change(self.instance, given, by=self.by)
        return packages.offer(entered["connection"], key=entered["key"], kind=entered["kind"], given=given, by=self.by)
