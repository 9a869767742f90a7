"""What the OpenAPI document says of an operation beyond what can be read from its view."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from hiring import tokens
from hiring.api.base import Readable
from hiring.api.fields import Strict
from hiring.api.named import Named
from hiring.api.permissions import scope_of

DECIMAL = r"^[0-9]{1,%d}(\.[0-9]{1,%d})?$"


class Schema(AutoSchema):
    """Tags by address, the scope of each operation, and fields as strict as they are read."""

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args)
        if operation is not None and isinstance(self.view, Readable):
            self._tell_of_tags(operation)
        return operation

    def _tell_of_tags(self, operation: dict[str, Any]) -> None:
        """The ETag of a single row, and what can be done with it."""
        reads, parameters = self.method == "GET", operation.setdefault("parameters", [])
        if reads and self._action not in ("retrieve", "by_external_id"):
            return
        for status, response in operation["responses"].items():
            if status.startswith("2") and self._action not in self.view.untagged:  # type: ignore[attr-defined]
                response.setdefault("headers", {})["ETag"] = {"$ref": "#/components/headers/ETag"}
        if reads and self.view.is_whole:  # type: ignore[attr-defined]
            parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})
            operation["responses"]["304"] = {"$ref": "#/components/responses/NotModified"}
        elif not reads and "{" in self.path and not any(each["name"] == "If-Match" for each in parameters):
            parameters.append({"$ref": "#/components/parameters/IfMatch"})

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        mapped = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        made = serializer() if isinstance(serializer, type) else serializer
        return {**mapped, "additionalProperties": False} if isinstance(made, Strict) else mapped

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        if isinstance(field, Named):
            either = [{"type": "integer"}, self.resolve_serializer(field.form(), "request").ref]  # type: ignore[no-untyped-call]
            return {"oneOf": either}
        mapped = super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]
        if mapped is None:
            return None
        if field.read_only:
            mapped.pop("default", None)  # what a new row has says nothing of an answer
        if isinstance(field, serializers.DecimalField) and direction == "request":
            return _decimal(field, mapped)
        if isinstance(field, serializers.SlugRelatedField):
            return _key(field, mapped)
        if isinstance(field, serializers.CharField) and direction == "request" and not field.allow_blank:
            return {"minLength": 1, **mapped}
        return mapped

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
        return named if self._action in usual else f"{self.get_tags()[0].replace('-', '_')}_{self._action}"

    @property
    def _action(self) -> str:
        action: str = self.view.action  # type: ignore[attr-defined]
        return action

    def get_auth(self) -> list[dict[str, list[str]]]:
        scope = scope_of(self.view, self.method)
        return [
            {name: [scope] if name in KeyScheme.name else needs}
            for way in super().get_auth()
            for name, needs in way.items()
        ]


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Keys, as the schema names them: one header or the other."""

    target_class = "hiring.api.authentication.KeyAuthentication"
    name = ["key", "key_as_basic"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[Any]]]:
        return [{name: []} for name in self.name]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:  # type: ignore[override]
        scopes = "\n".join(f"* `{name}`: {scope.allows}" for name, scope in tokens.SCOPES.items())
        bearer = {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "twl_<prefix>_<secret>",
            "description": f"A key made by `manage.py create_api_key` or in the admin. Its scopes:\n\n{scopes}",
        }
        said = "The same key as the user name, with an empty password: for clients that know no other way."
        return [bearer, {"type": "http", "scheme": "basic", "description": said}]


class StaffSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The login of the staff, as the schema names it."""

    target_class = "hiring.api.authentication.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "Logged in to the admin."}


def _decimal(field: serializers.DecimalField, mapped: dict[str, Any]) -> dict[str, Any]:
    """A decimal number in a string is exact; a JSON number is read as well. None that is sent lies below 0."""
    if field.max_digits is None or "string" not in mapped.get("type", ()):
        return mapped
    places = field.decimal_places or 0
    whole = field.max_digits - places
    kinds = mapped["type"] if isinstance(mapped["type"], list) else [mapped["type"]]
    bounds = {"minimum": 0, "exclusiveMaximum": 10**whole}
    return {**bounds, **mapped, "type": ["string", "number", *kinds[1:]], "pattern": DECIMAL % (whole, places)}


def _key(field: serializers.SlugRelatedField[Any], mapped: dict[str, Any]) -> dict[str, Any]:
    """A row by its slug. What the column says of itself is for those who fill the table, not for callers."""
    mapped = {name: value for name, value in mapped.items() if name not in ("title", "description")}
    if field.help_text:
        mapped["description"] = str(field.help_text)
    if field.read_only and _is_nullable(field):
        mapped["type"] = ["string", "null"]
    return {**mapped, "minLength": 1}


def _is_nullable(field: Any) -> bool:
    """Whether a row may have none of what a read-only relation of a model's serializer names."""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    for name in field.source_attrs:
        if model is None:
            return False
        step = model._meta.get_field(name)
        if getattr(step, "null", False):
            return True
        model = step.related_model
    return False
