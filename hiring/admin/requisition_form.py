"""The admin's form of a requisition: its facts, its panel by round, the checklist point by point."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminSelect2MultipleWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from hiring import drafting, filling, people
from hiring.admin.verb_forms import VerbForm
from hiring.models import ChecklistAnswer, ChecklistPoint, Requisition, User
from hiring.stages import Round

FACTS = (
    "title",
    "scope",
    "level",
    "region",
    "headcount",
    "hiring_manager",
    "coordinator",
    "clock_starts_on",
    "time_zone",
    "calendar",
    "source_system",
    "external_id",
)


class PersonField(forms.ModelMultipleChoiceField):
    """Interviewers by name; who has run GPUs in production is marked."""

    widget = UnfoldAdminSelect2MultipleWidget

    def label_from_instance(self, person: Any) -> str:
        return f"{person} · production GPU" if person.production_gpu_experience else str(person)


class RequisitionForm(VerbForm):
    """Drafts or changes a requisition with its panel and its answers, all of it or nothing."""

    class Meta:
        model = Requisition
        fields = FACTS
        help_texts = {
            "scope": "Decide it by the work of the coming year. The checklist's first point helps.",
            "level": "Together with the region it says which salary band holds.",
            "clock_starts_on": "When the twelve days begin. Shown on every application.",
            "time_zone": "Where the team works, as an IANA name such as Europe/Berlin.",
            "calendar": "Planned dates fall into its working days and hours. Without one: Monday to Friday, 9 to 18.",
            "hiring_manager": "Decides, and is reminded of the promise and the decision.",
            "coordinator": "Books the rounds, and is reminded of all that nobody else owns.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("hiring_manager", "coordinator"):
            if name in self.fields:
                self.fields[name].queryset = people.working_here()
        for name in ("scope", "level", "region", "calendar"):
            if name in self.fields:
                self.fields[name].queryset = self.fields[name].queryset.filter(retired_at=None)
        if self.instance.pk is None:
            return
        for round, seats in seats_of(self.instance).items():
            self.initial[panel_field(round)] = [seat.pk for seat in seats]
        for answer in self.instance.checklist_answers.select_related("point"):
            self.initial[answer_field(answer.point)] = answer.answer
            self.initial[waiver_field(answer.point)] = answer.waive_reason

    def perform(self) -> Model:
        adding = self.instance.pk is None
        seats = [
            drafting.Seat(person, round) for round in Round for person in self.cleaned_data.get(panel_field(round), ())
        ]
        reseated = adding or any(panel_field(round) in self.changed_data for round in Round)
        return filling.fill_in(
            None if adding else self.instance,
            self.entered(*FACTS),
            by=self.by,
            panel=seats if reseated else None,
            answers=self._answers(),
        )

    def _answers(self) -> list[drafting.Answer]:
        given = []
        for point in ChecklistPoint.objects.filter(retired_at=None):
            if {answer_field(point), waiver_field(point)} & set(self.changed_data):
                reason = self.cleaned_data[waiver_field(point)]
                answer = self.cleaned_data[answer_field(point)]
                given.append(drafting.Answer(point.slug, answer, waived=bool(reason), waive_reason=reason))
        return given


def panel_field(round: Round) -> str:
    """The name of the form's field for the interviewers of a round."""
    return f"panel_{round.value}"


def answer_field(point: ChecklistPoint) -> str:
    """The name of the form's field for the answer to a point."""
    return f"answer_{point.slug}"


def waiver_field(point: ChecklistPoint) -> str:
    """The name of the form's field for the reason to waive a point."""
    return f"waive_{point.slug}"


def form_for(points: list[ChecklistPoint]) -> type[RequisitionForm]:
    """The form with a field for each round's interviewers, and two for each point of the checklist."""
    fields: dict[str, forms.Field] = {
        panel_field(round): PersonField(people.working_here(), label=round.label, required=False) for round in Round
    }
    for point in points:
        help_text = format_html("<strong>{}</strong> {}<br>For example: {}", point.question, point.help, point.example)
        fields[answer_field(point)] = forms.CharField(
            label=f"{point.number} · {point.title}",
            required=False,
            help_text=help_text,
            widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        )
        fields[waiver_field(point)] = forms.CharField(
            label=f"Waive point {point.number}",
            required=False,
            max_length=ChecklistAnswer._meta.get_field("waive_reason").max_length,
            help_text="Only where the point does not apply: say why.",
            widget=UnfoldAdminTextInputWidget(),
        )
    return type("RequisitionForm", (RequisitionForm,), fields)


def facts(*, settled: bool, closed: bool = False) -> Any:
    """The fields of the position. Once it is settled the scope is shown as text, once it is closed people are too."""
    scope = "scope_text" if settled else "scope"
    manager, coordinator = (f"{name}_text" if closed else name for name in ("hiring_manager", "coordinator"))
    return (
        (None, {"fields": ("title", (scope, "headcount"), ("level", "region"))}),
        ("People", {"fields": ((manager, coordinator),)}),
        ("Clock", {"fields": ("clock_starts_on", ("time_zone", "calendar"))}),
    )


def fieldsets(points: list[ChecklistPoint], *, settled: bool) -> Any:
    """The order in which the form asks."""
    answers = [name for point in points for name in (answer_field(point), waiver_field(point))]
    return (
        *facts(settled=settled),
        (
            "Panel",
            {
                "fields": [panel_field(round) for round in Round],
                "description": "Every round needs an interviewer, and one of them production GPU experience.",
            },
        ),
        (
            "Checklist",
            {
                "fields": answers,
                "description": "The requisition opens once each point is answered, or waived with a reason.",
            },
        ),
        ("In the ATS", {"fields": (("source_system", "external_id"),)}),
    )


def seats_of(requisition: Requisition) -> dict[Round, list[User]]:
    """Who sits on the panel of each round."""
    seats: dict[Round, list[User]] = {round: [] for round in Round}
    for seat in requisition.panel.select_related("user"):
        seats[Round(seat.round)].append(seat.user)
    return seats
