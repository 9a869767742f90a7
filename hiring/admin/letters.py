"""Admin pages of the wordings of letters, each with a preview of made-up figures."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from hiring import letter_files, letter_templates, letter_wording, offer_letters
from hiring.admin import cells
from hiring.admin.verb_forms import VerbAdmin, VerbForm
from hiring.models import LetterTemplate

HELP = (
    "Paragraphs stand between empty lines. “# ” before a line makes it a heading; a first paragraph that begins with "
    "“From:” is the letterhead."
)


class WordingForm(VerbForm):
    """A wording, checked as it is kept."""

    class Meta:
        model = LetterTemplate
        fields = ("name", "body", "is_default")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            self.fields["body"].widget.attrs["rows"] = 24
            self.fields["body"].help_text = HELP
            if self.instance.pk is None:
                self.initial.setdefault("body", letter_wording.default_wording())

    def perform(self) -> Model:
        row = self.instance if self.instance.pk else None
        return letter_templates.write(row, **self.cleaned_data, by=self.by)


@admin.register(LetterTemplate)
class LetterTemplateAdmin(VerbAdmin):
    form = WordingForm
    list_display = ("name", "default", "changed")
    search_fields = ("name",)
    ordering = ("-is_default", "name")
    fields = ("name", "body", "is_default", "known_names")
    readonly_fields = ("known_names",)
    change_form_after_template = "hiring/admin/letter/preview.html"

    def get_urls(self) -> list[URLPattern]:
        shown = self.admin_site.admin_view(require_POST(self.preview))
        return [path("preview/", shown, name="hiring_lettertemplate_preview"), *super().get_urls()]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """The wording that was sent, as a letter with made-up figures; or what is wrong in it."""
        if not self.has_view_permission(request):
            raise PermissionDenied("Wordings are for those who set pay.")
        try:
            made = offer_letters.preview(request.POST.get("body", ""))
        except ValidationError as refusal:
            context = {**self.admin_site.each_context(request), "title": "No preview", "opts": self.opts}
            found = {"mistakes": refusal.messages}
            return TemplateResponse(request, "hiring/admin/letter/mistakes.html", {**context, **found}, status=400)
        return HttpResponse(made, headers=letter_files.headers(None, "inline"))

    @admin.display(description="default", ordering="is_default")
    def default(self, row: LetterTemplate) -> SafeString | str:
        return cells.mark("in_time", "default") if row.is_default else cells.NOTHING

    @admin.display(description="changed", ordering="updated_at")
    def changed(self, row: LetterTemplate) -> SafeString | str:
        return cells.moment(row.updated_at)

    @admin.display(description="names in braces")
    def known_names(self, row: LetterTemplate) -> SafeString:
        return format_html_join("", "<p><code>{{{}}}</code> {}</p>", letter_wording.names().items())
