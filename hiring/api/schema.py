"""What the OpenAPI document says beyond what can be read from the views."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from hiring import tokens
from hiring.api.permissions import scope_of
from hiring.api.problems import CONTENT_TYPE, TYPES

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
                },
            },
        },
    },
}


class Schema(AutoSchema):
    """Tags by address, and the scope of each operation."""

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0]]

    def get_description(self) -> str:  # type: ignore[override]
        scope = scope_of(self.view, self.method)
        text = super().get_description() or ""
        return f"{text}\n\nNeeds the scope `{scope}`.".strip()

    def get_summary(self) -> str:
        first_line = (super().get_description() or "").partition("\n")[0]
        return first_line.partition(". ")[0].rstrip(".")

    def get_operation_id(self) -> str:
        usual = ("list", "retrieve", "create", "partial_update")
        named = super().get_operation_id()
        return named if self._action in usual else f"{self.get_tags()[0]}_{self._action}"

    @property
    def _action(self) -> str:
        action: str = self.view.action  # type: ignore[attr-defined]
        return action

    def get_auth(self) -> list[dict[str, list[str]]]:
        scope = scope_of(self.view, self.method)
        return [
            {name: [scope] if name == KeyScheme.name else needs}
            for way in super().get_auth()
            for name, needs in way.items()
        ]


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Keys, as the schema names them."""

    target_class = "hiring.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        scopes = "\n".join(f"* `{name}`: {scope.allows}" for name, scope in tokens.SCOPES.items())
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "twl_<prefix>_<secret>",
            "description": f"A key made by `manage.py create_token` or in the admin. Its scopes:\n\n{scopes}",
        }


class StaffSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The login of the staff, as the schema names it."""

    target_class = "hiring.api.authentication.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Logged in to the admin."}


def add_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: every operation can answer with a problem."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    body = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    result["components"]["responses"] = {
        f"Problem{status}": {"description": title, **body} for status, (_name, title) in TYPES.items() if status < 500
    }
    for path, methods in result["paths"].items():
        for method, operation in methods.items():
            if not isinstance(operation, dict):
                continue
            statuses = [401, 403]
            statuses += [400] if method != "get" or operation.get("parameters") else []
            statuses += [404] if "{" in path else []
            statuses += [409, 415] if method != "get" else []
            for status in statuses:
                operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/Problem{status}"})
    return result
