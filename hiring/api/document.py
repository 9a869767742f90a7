"""What all operations of the OpenAPI document have in common: problems, headers, ways to repeat a call."""

from typing import Any

from hiring.api.problems import CONTENT_TYPE, TYPES

WRITES = ("post", "put", "patch")
LIMITS = ("RateLimit-Policy", "RateLimit", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


def _header(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **schema}}


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, **_header(description, **schema)}


PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong, after RFC 9457. `code` is stable and meant for programs, `detail` for people.",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri", "examples": ["urn:twelve:problem:state-conflict"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "examples": ["closed_stage"]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {
                    "field": {"type": ["string", "null"], "description": "Dotted path; null for the whole request."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "pointer": {
                        "type": "string",
                        "description": "Where that is in the body, as a JSON pointer. Not of a query.",
                    },
                },
            },
        },
        "violated-policies": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Of 429: which of the policies that `RateLimit-Policy` names was used up.",
        },
    },
}

HEADERS = {
    "ETag": {
        **_header("The state of the row, to be sent back as If-Match.", pattern='^"[^"]+"$'),
        "required": True,
    },
    "RateLimit-Policy": _header('How many calls in how many seconds: `"default";q=600;w=60`.'),
    "RateLimit": _header('How many are left, and the seconds until there are more: `"default";r=599;t=60`.'),
    "X-RateLimit-Limit": _header("How many calls a minute.", type="integer"),
    "X-RateLimit-Remaining": _header("How many are left.", type="integer"),
    "X-RateLimit-Reset": _header("Seconds until there are more.", type="integer"),
    "Link": _header('The address of the next page: `<…>; rel="next"`. Missing on the last.'),
    "Idempotency-Replayed": _header("This was the answer to an earlier call with the same key.", enum=["true"]),
    "Retry-After": _header("Seconds to wait.", type="integer", minimum=0),
    "WWW-Authenticate": _header("The way to identify yourself."),
}
PARAMETERS = {
    "IdempotencyKey": _parameter(
        "Idempotency-Key",
        "Any word of yours for this call. Sent again within a day with the same key, it is done once and answered "
        "again; with another body it is refused with 422.",
        minLength=1,
        maxLength=255,
        pattern="^[!-~]+$",
    ),
    "IfMatch": _parameter("If-Match", "The ETag that you read, or `*`. Is the row another one by now: 412."),
    "IfNoneMatch": _parameter("If-None-Match", "The ETag of what you have. Is it still that: 304, without a body."),
}


def complete(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: what is true of every operation is said of every operation."""
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["headers"], components["parameters"] = HEADERS, PARAMETERS
    components["responses"] = {f"Problem{status}": _problem(status) for status in TYPES if status < 500}
    components["responses"]["NotModified"] = {
        "description": "You have it already",
        "headers": _refer("headers", "ETag", *LIMITS),
    }
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            if isinstance(operation, dict):
                _complete(path, method, operation)
    return result


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        _narrow(parameter)
    headers = [*LIMITS]
    if method in WRITES:
        parameters.append({"$ref": "#/components/parameters/IdempotencyKey"})
        headers.append("Idempotency-Replayed")
    elif any(parameter.get("name") == "cursor" for parameter in parameters):
        headers.append("Link")
    for response in operation["responses"].values():
        if "$ref" not in response:
            response["headers"] = {**_refer("headers", *headers), **response.get("headers", {})}
    for status in _statuses(path, method, operation):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})


def _statuses(path: str, method: str, operation: dict[str, Any]) -> list[int]:
    statuses = [401, 403, 406, 429]
    parameters = operation["parameters"]
    if method in WRITES:
        statuses += [400, 409, 413, 415, 422]
    elif parameters:
        statuses.append(400)
    if "{" in path:
        statuses.append(404)
    if any(one.get("name") == "If-Match" or one.get("$ref", "").endswith("/IfMatch") for one in parameters):
        statuses.append(412)
    if any(one.get("name") == "If-Match" and one.get("required") for one in parameters):
        statuses.append(428)
    return statuses


def _narrow(parameter: dict[str, Any]) -> None:
    """An id in an address is a number, and a filter that is sent says something."""
    schema = parameter.get("schema", {})
    if parameter.get("in") == "path" and schema.get("pattern") == "^[0-9]+$":
        parameter["schema"] = {"type": "integer", "minimum": 0}
    elif parameter.get("in") == "query" and schema.get("type") == "string" and not {"enum", "format"} & set(schema):
        schema.setdefault("minLength", 1)


def _problem(status: int) -> dict[str, Any]:
    more = {401: ("WWW-Authenticate",), 429: ("Retry-After",)}.get(status, ())
    return {
        "description": TYPES[status][1],
        "headers": _refer("headers", *LIMITS, *more),
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _refer(kind: str, *names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}
