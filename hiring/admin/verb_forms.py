"""Admin forms that are saved by a verb, whose refusals stand beside the fields."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from benchmarks.forms import show_refusal
from hiring.models import User


class VerbForm(forms.ModelForm):
    """What people enter, handed to a verb of the rules."""

    by: ClassVar[User]

    def perform(self) -> models.Model:
        """Call the verb with what was entered, and return the row that it wrote."""
        raise NotImplementedError

    def _post_clean(self) -> None:
        # The verb runs here, in place of the model's own validation, because a refusal in `save_model` would come too
        # late to be shown on the form. A verb that refuses has taken back what it wrote, so one form calls one verb;
        # the admin's own transaction holds it together with the log entry.
        if self.errors:
            return
        try:
            self.instance = self.perform()
        except ValidationError as refusal:
            show_refusal(self, refusal)

    def entered(self, *names: str) -> dict[str, Any]:
        """The values of these fields: of all when a row is added, of those that differ when one is changed."""
        changed = self.changed_data
        adding = self.instance.pk is None
        return {
            name: self.cleaned_data[name] for name in names if name in self.cleaned_data and (adding or name in changed)
        }


class VerbAdmin(ModelAdmin):
    """An admin whose form is a `VerbForm`."""

    list_per_page = 50
    show_full_result_count = False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form's verb has written the row."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
