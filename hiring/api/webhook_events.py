"""What the OpenAPI document says of the webhooks: each event of the catalogue, with an example."""

import json
from typing import Any

from hiring.outbox import announcing, catalogue, schedules
from hiring.outbox.catalogue import Event, Field

INSTANT = "2026-11-20T09:00:00Z"
INTEGERS = {
    "event_id": 2210,
    "application_id": 42,
    "requisition_id": 7,
    "candidate_id": 31,
    "interview_id": 118,
    "scorecard_id": 240,
    "deadline_id": 305,
    "decision_id": 12,
    "offer_id": 9,
    "offer_version": 1,
    "paused_seconds": 172800,
    "endpoint_id": 3,
}
"""The numbers of the examples."""
NAMES = {"external_id": "A-1001", "source_system": "greenhouse"}
WORDS = {"stage": "applied", "from_stage": "screening", "to_stage": "take_home", "kind": "screening_held"}
LEFT = {
    "application.rejected": "live_debugging",
    "application.withdrawn": "take_home",
    "application.hired": "offer",
}
KINDS: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "instant": {"type": "string", "format": "date-time"},
    "choice": {"type": "string"},
    "name": {"type": "string"},
}
HEADERS = {
    "webhook-id": "The same in every attempt: drop a message whose id you have had.",
    "webhook-timestamp": "Seconds since 1970 of this attempt. Refuse what is five minutes off your clock.",
    "webhook-signature": (
        "One or two signatures, between spaces: `v1,` and the base64 of the HMAC-SHA256 of id, timestamp and body, "
        "joined by dots, under your secret. One that fits is enough."
    ),
}
SHORT = "\n\nAnswer with 2xx within 15 seconds, and do the work afterwards. A redirection is not followed."


def add_webhooks(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: the section `webhooks`, one entry for each event and one for the test."""
    result["webhooks"] = {name: {"post": _operation(name, event)} for name, event in catalogue.ALL.items()}
    return result


def example(name: str) -> dict[str, Any]:
    """A message of that type."""
    data: dict[str, Any] = {"version": catalogue.VERSION}
    for field in catalogue.of(name).fields:
        data[field.name] = _value(name, field)
    return {"type": name, "timestamp": INSTANT, "data": data}


def shown(name: str) -> str:
    """The example for people, indented."""
    return json.dumps(example(name), indent=2)


def table() -> str:
    """The catalogue as a table of Markdown, for people."""
    lines = ["| event | what it means | `data` besides `version` |", "|---|---|---|"]
    for name, event in catalogue.ALL.items():
        fields = ", ".join(f"`{field.name}`" for field in event.fields)
        lines.append(f"| `{name}` | {event.means} | {fields} |")
    return "\n".join(lines)


def _operation(name: str, event: Event) -> dict[str, Any]:
    schema = _body(name, event)
    return {
        "operationId": f"webhook_{name.replace('.', '_')}",
        "summary": event.means,
        "description": f"{event.means}.{SHORT}",
        "tags": ["webhooks"],
        "parameters": [
            {"in": "header", "name": header, "required": True, "schema": {"type": "string"}, "description": says}
            for header, says in HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "examples": {name: {"value": example(name)}}}},
        },
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "Gone for good: the endpoint is disabled."},
            "default": {"description": _again()},
        },
    }


def _body(name: str, event: Event) -> dict[str, Any]:
    data = {"version": {"const": catalogue.VERSION, "type": "integer", "description": "Of the fields of this event."}}
    data |= {field.name: _schema(field) for field in event.fields}
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": name},
            "timestamp": {
                **KINDS["instant"],
                "description": "When it happened, or when we noticed; the same in every attempt.",
            },
            "data": {"type": "object", "required": list(data), "properties": data},
        },
    }


def _schema(field: Field) -> dict[str, Any]:
    made = {**KINDS[field.kind], "description": field.says}
    if field.choices:
        made["enum"] = list(field.choices)
    if field.nullable:
        made["type"] = [made["type"], "null"]
    return made


def _value(name: str, field: Field) -> Any:
    match field.kind:
        case "integer":
            return INTEGERS[field.name]
        case "instant":
            return INSTANT
        case "boolean":
            return False
        case "name":
            return "C-815" if name == "candidate.erased" and field.name == "external_id" else NAMES[field.name]
    said = LEFT.get(name) if field.name == "from_stage" else None
    return said or WORDS.get(field.name, field.choices[0])


def _again() -> str:
    waits = schedules.SCHEDULES[announcing.CHANNEL].waits
    hours = sum(wait.total_seconds() for wait in waits) / 3600
    return (
        f"Tried again, {len(waits) + 1} times in all within about {hours:.0f} hours, as `Retry-After` asks. "
        "After 429, 502, 503 and 504 everything else for the endpoint waits as well."
    )
