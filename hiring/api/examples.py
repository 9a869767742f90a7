"""Examples of the OpenAPI document: put together for every operation from a few objects and the words of a table."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
SAME = "$same"
"""In an object: this part as its own component has it, where nothing would stand otherwise."""
JSON = "application/json"


class Unknown(LookupError):
    """No example is known of a field: it names the component and the field."""


class Examples:
    """`objects` are what is special of each component, `words` what a field of that name says anywhere else."""

    def __init__(self, schemas: Schema, objects: Mapping[str, Any], words: Mapping[str, Any]) -> None:
        self.schemas, self.objects, self.words = schemas, objects, words

    def of(self, schema: Schema, *, name: str = "", where: str = "") -> Any:
        """A value that the schema allows. Raises Unknown where nothing is known of one."""
        if "$ref" in schema:
            return self.component(schema["$ref"].rpartition("/")[2])
        if len(schema.get("allOf", ())) == 1:
            return self.of(schema["allOf"][0], name=name, where=where)
        if name in self.words:
            return self.words[name]
        if _may_be_null(schema):
            return None
        if "oneOf" in schema:
            return self.of(schema["oneOf"][0], name=name, where=where)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if schema.get("type") == "array":
            return [self.of(schema["items"], name=name, where=where)]
        if "properties" in schema:
            return {each: self.of(part, name=each, where=where) for each, part in schema["properties"].items()}
        if schema.get("type") == "boolean":
            return False
        raise Unknown(f"{where}.{name}")

    def component(self, name: str, more: Mapping[str, Any] | None = None) -> Any:
        """A value of a component, with these parts in the place of its own."""
        schema, known = self.schemas[name], self.objects.get(name, {})
        if "properties" not in schema:
            return self.of(schema, name=name, where=name)
        if not isinstance(known, Mapping):  # as it stands: a body with few of its fields
            raise TypeError(f"{name} has properties: say them in an object")
        given = {**known, **(more or {})}
        wanted = schema.get("required", ()) if name.endswith("Input") else schema["properties"]
        return {
            each: self._part(part, each, given, where=name)
            for each, part in schema["properties"].items()
            if each in wanted or each in given
        }

    def _part(self, schema: Schema, name: str, given: Mapping[str, Any], *, where: str) -> Any:
        if name not in given:
            return self.of(schema, name=name, where=where)
        value, component = given[name], _component_in(schema)
        if value == SAME:
            return self.component(component)
        is_object = isinstance(value, Mapping) and "properties" in self.schemas.get(component, {})
        return self.component(component, value) if is_object else value


def add(document: dict[str, Any], objects: Mapping[str, Any], words: Mapping[str, Any]) -> None:
    """An example to each body that is JSON and has none of its own, kept once for each component."""
    made = Examples(document["components"]["schemas"], objects, words)
    kept = document["components"].setdefault("examples", {})
    for methods in document["paths"].values():
        for operation in methods.values():
            bodies = [operation.get("requestBody", {})]
            bodies += [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            for body in bodies:
                content = body.get("content", {}).get(JSON)
                if content and "examples" not in content:
                    name = content["schema"]["$ref"].rpartition("/")[2]
                    kept.setdefault(name, {"value": made.component(name)})
                    content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}


def _may_be_null(schema: Schema) -> bool:
    kinds = schema.get("type")
    options = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
    null = any(each.get("type") == "null" or each.get("$ref", "").endswith("/NullEnum") for each in options)
    return null or (isinstance(kinds, list) and "null" in kinds)


def _component_in(schema: Schema) -> str:
    """The component that a part is of, alone or among what else it may be."""
    for each in (schema, *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if "$ref" in each:
            return str(each["$ref"]).rpartition("/")[2]
    return ""
