"""Which events other systems can be told of, with what each says, field by field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from hiring.models import Deadline, Decision
from hiring.stages import Round, Stage

VERSION = 1
"""Of the fields below. A field that joins an event leaves it as it is; one that goes, or comes to mean another thing,
makes it the next."""
PING = "ping"
NAMES = ("external_id", "source_system")
"""By which other systems know the row that an event is about. What is told stays the same news under another name."""

Kind = Literal["integer", "boolean", "instant", "choice", "name"]
Value = str | int | bool | datetime | None
Told = str | int | bool | None


class Field(NamedTuple):
    """One fact of an event: a number, a time, yes or no, one of a few words, the name that another system gave a row.

    So nothing that somebody wrote fits in.
    """

    name: str
    kind: Kind
    says: str
    choices: tuple[str, ...] = ()
    nullable: bool = False


class Event(NamedTuple):
    """What an event means, and its fields besides `version`."""

    means: str
    fields: tuple[Field, ...]


def _of_a_verb(means: str, *fields: Field) -> Event:
    return Event(means, (*_APPLICATION, Field("event_id", "integer", "The line of history that says more."), *fields))


def _of_the_clock(means: str, *fields: Field) -> Event:
    return Event(means, (*_APPLICATION, Field("deadline_id", "integer", "The deadline."), *fields))


def _names(whose: str) -> tuple[Field, Field]:
    return (
        Field("external_id", "name", f"The id of {whose} in its source system. Null: it has none.", nullable=True),
        Field("source_system", "name", "Which system that is. Null: it has none.", nullable=True),
    )


_APPLICATION = (
    Field("application_id", "integer", "The application."),
    *_names("the application"),
    Field("requisition_id", "integer", "Its requisition."),
)
_STAGES, _ROUNDS = tuple(map(str, Stage)), tuple(map(str, Round))
_LEFT = Field("from_stage", "choice", "The stage that it left.", _STAGES)
_ROUND = Field("round", "choice", "Which of the four rounds.", _ROUNDS)
_INTERVIEW = (Field("interview_id", "integer", "The interview."), _ROUND)
_TIMES = (Field("starts_at", "instant", "Agreed start."), Field("ends_at", "instant", "Agreed end."))
_CARD = (Field("scorecard_id", "integer", "The scorecard."), *_INTERVIEW)
_OFFER = (
    Field("offer_id", "integer", "The offer."),
    Field("offer_version", "integer", "Its number among the offers of the application."),
)
_DUE = Field("due_at", "instant", "When it is due.")
_OBLIGATION = (Field("kind", "choice", "What is due.", tuple(map(str, Deadline.Kind))), _DUE)

EVENTS: dict[str, Event] = {
    "application.opened": _of_a_verb(
        "An application was accepted into the process",
        Field("candidate_id", "integer", "Who applies."),
        Field("stage", "choice", "Where it stands.", _STAGES),
        Field("applied_at", "instant", "When the candidate applied."),
        Field("clock_started_at", "instant", "From when the twelve days count. Null: not yet.", nullable=True),
    ),
    "application.advanced": _of_a_verb(
        "An application went one stage further", _LEFT, Field("to_stage", "choice", "Where it stands.", _STAGES)
    ),
    "application.rejected": _of_a_verb("An application was ended from our side", _LEFT),
    "application.withdrawn": _of_a_verb("An application was ended from the candidate's side", _LEFT),
    "application.paused": _of_a_verb(
        "The planned dates of an application wait", Field("review_at", "instant", "When somebody looks at it again.")
    ),
    "application.resumed": _of_a_verb(
        "A pause has ended", Field("paused_seconds", "integer", "By how much the planned dates have moved.")
    ),
    "application.hired": _of_a_verb("The candidate is hired", _LEFT),
    "interview.scheduled": _of_a_verb("A round was booked; of a take-home: sent", *_INTERVIEW, *_TIMES),
    "interview.rescheduled": _of_a_verb("A booked round has another time", *_INTERVIEW, *_TIMES),
    "interview.cancelled": _of_a_verb(
        "A booked round was called off, or did not take place",
        *_INTERVIEW,
        Field("did_not_happen", "boolean", "Whether it was to take place, and somebody did not come."),
    ),
    "scorecard.submitted": _of_a_verb(
        "A scorecard is in; its verdict can be read by whoever may", *_CARD, Field("submitted_at", "instant", "When.")
    ),
    "scorecard.overdue": _of_the_clock("A scorecard is late", *_CARD, _DUE),
    "sla.at_risk": _of_the_clock("Three quarters of the time for an obligation are used", *_OBLIGATION),
    "sla.breached": _of_the_clock("An obligation is late", *_OBLIGATION),
    "decision.due": _of_the_clock(
        "The final round has ended: the 24 hours for the decision run",
        Field("started_at", "instant", "From when they count."),
        _DUE,
    ),
    "decision.recorded": _of_a_verb(
        "Hire or not is decided",
        Field("decision_id", "integer", "The decision."),
        Field("outcome", "choice", "Hire or not.", tuple(map(str, Decision.Outcome))),
    ),
    "offer.created": _of_a_verb("A version of an offer was written", *_OFFER),
    "offer.extended": _of_a_verb(
        "The candidate was told of an offer", *_OFFER, Field("expires_at", "instant", "Until when it can be accepted.")
    ),
    "offer.accepted": _of_a_verb("The candidate accepted an offer", *_OFFER),
    "offer.declined": _of_a_verb("The candidate declined an offer, or withdrew while it waited", *_OFFER),
    "candidate.erased": Event(
        "What is personal of a candidate was removed: remove your copy",
        (Field("candidate_id", "integer", "Whom it was about."), *_names("the candidate")),
    ),
}
"""What an endpoint can ask for."""
TEST = Event(
    "A test that somebody asked for",
    (
        Field("endpoint_id", "integer", "The endpoint that it goes to."),
        Field("at", "instant", "When it was asked for."),
    ),
)


ALL = {**EVENTS, PING: TEST}
"""What is ever sent: what happened, and the test."""


def of(event: str) -> Event:
    """An event by its type. Raises KeyError for one that is not here."""
    return ALL[event]


def payload(event: str, data: Mapping[str, Value], *, at: datetime) -> dict[str, Any]:
    """The body of a message, in the values of JSON. Raises KeyError, and TypeError where a fact is not as listed."""
    return {"type": event, "timestamp": spelled(at), "data": {"version": VERSION, **_facts(event, data)}}


def spelled(at: datetime) -> str:
    """An instant as it is told: ISO 8601 in UTC, with a Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _facts(event: str, data: Mapping[str, Value]) -> dict[str, Told]:
    fields = {field.name: field for field in of(event).fields}
    if data.keys() != fields.keys():
        wrong = ", ".join(sorted(data.keys() ^ fields.keys()))
        raise TypeError(f"{event} says all that the catalogue lists of it and nothing else: look at {wrong}")
    return {name: _fact(f"{event}.{name}", field, data[name]) for name, field in fields.items()}


def _fact(where: str, field: Field, value: Value) -> Told:
    match field.kind, value:
        case _, None if field.nullable:
            return None
        case "instant", datetime():
            return spelled(value)
        case "choice", str() if value in field.choices:
            return str(value)
        case "boolean", bool():
            return value
        case "name", str():
            return value or None
        case "integer", int() if not isinstance(value, bool):
            return value
    raise TypeError(f"{where} is no {field.kind} of the catalogue: {value!r}")
