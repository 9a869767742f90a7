"""How rows are written by what a serializer declares, many at once: the declaration is read once and not for each row.

A page of fifty applications has four thousand fields. For each of them the framework copies the declaration, looks at
the signature of what it finds and asks the serializer anew; that took longer than all of the database.
"""

from collections.abc import Callable
from operator import attrgetter, itemgetter
from types import MethodType
from typing import Any, NamedTuple

from rest_framework import serializers
from rest_framework.fields import Field, SkipField
from rest_framework.relations import PKOnlyObject


class _Part(NamedTuple):
    """One field: its name, the way to its value (none: ask the field, or the row's own `method`), how it is written.

    `plain`: values of this type are written as they are.
    """

    name: str
    path: tuple[str, ...]
    field: Field[Any, Any, Any, Any]
    write: Callable[[Any], Any]
    plain: type | None
    method: str


class _Plan(NamedTuple):
    """The fields in order, and what reads all of their values at once: of an object, of a dictionary."""

    parts: tuple[_Part, ...]
    of_object: Callable[[Any], tuple[Any, ...]]
    of_dict: Callable[[Any], tuple[Any, ...]] | None


class Shown(serializers.Serializer[Any]):
    # For serializers that are only written, with the same fields in each instance; comes before the other bases. No
    # docstring: it would stand in the API's document beside each serializer that has none of its own.

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """What `Serializer.to_representation` gives."""
        plan = _plan(type(self))
        read = plan.of_dict if isinstance(instance, dict) else plan.of_object
        if read is None:
            return self._one_by_one(instance, plan.parts)
        try:
            values = read(instance)
        except (AttributeError, KeyError):
            return self._one_by_one(instance, plan.parts)
        shown: dict[str, Any] = {}
        for (name, path, field, write, plain, method), value in zip(plan.parts, values, strict=True):
            if type(value) is plain or value is None:
                shown[name] = value
            elif path:
                if type(value) is MethodType:
                    value = value()
                shown[name] = None if value is None else write(value)
            elif method:
                shown[name] = getattr(self, method)(instance)
            else:
                _write(shown, name, field, write, instance)
        return shown

    def _one_by_one(self, instance: Any, parts: tuple[_Part, ...]) -> dict[str, Any]:
        """The same where something is missing: each field says what to do without."""
        shown: dict[str, Any] = {}
        for part in parts:
            if part.method:
                shown[part.name] = getattr(self, part.method)(instance)
            else:
                _write(shown, part.name, part.field, part.write, instance)
        return shown


def _write(
    shown: dict[str, Any], name: str, field: Field[Any, Any, Any, Any], write: Callable[[Any], Any], instance: Any
) -> None:
    try:
        value = field.get_attribute(instance)
    except SkipField:
        return
    is_missing = value is None or (type(value) is PKOnlyObject and value.pk is None)
    shown[name] = None if is_missing else write(value)


_PLAIN: dict[type, type] = {
    serializers.CharField: str,
    serializers.IntegerField: int,
    serializers.FloatField: float,
    serializers.BooleanField: bool,
}
_PLANS: dict[type[Shown], _Plan] = {}


def _plan(kind: type[Shown]) -> _Plan:
    """How a serializer is written. Its fields are those of an instance without context: they are the same in all."""
    known = _PLANS.get(kind)
    if known is None:
        parts = tuple(_part(field) for field in kind().fields.values() if not field.write_only)
        known = _PLANS[kind] = _Plan(parts, _of_object(parts), _of_dict(parts))
    return known


def _of_object(parts: tuple[_Part, ...]) -> Callable[[Any], tuple[Any, ...]]:
    read = attrgetter(*(".".join(part.path) or "__class__" for part in parts))  # what is not read so: any value
    return read if len(parts) > 1 else lambda instance: (read(instance),)


def _of_dict(parts: tuple[_Part, ...]) -> Callable[[Any], tuple[Any, ...]] | None:
    if len(parts) < 2 or any(len(part.path) != 1 for part in parts):
        return None
    return itemgetter(*(part.path[0] for part in parts))


def _is_plain_choice(field: Field[Any, Any, Any, Any]) -> bool:
    """Whether all choices are text: then a value is its own, whether plain or a member of an enumeration."""
    if not isinstance(field, serializers.ChoiceField):
        return False
    is_own = type(field).to_representation is serializers.ChoiceField.to_representation
    return is_own and all(type(key) is str for key in field.choices)


def _plain(field: Field[Any, Any, Any, Any]) -> type | None:
    return str if _is_plain_choice(field) else _PLAIN.get(type(field))


def _written(field: Field[Any, Any, Any, Any]) -> Callable[[Any], Any]:
    if not _is_plain_choice(field):
        return field.to_representation
    choices = {key: key for key in field.choices}  # type: ignore[attr-defined]
    return lambda value: choices.get(value, value)


def _part(field: Field[Any, Any, Any, Any]) -> _Part:
    name, is_method = str(field.field_name), isinstance(field, serializers.SerializerMethodField)
    is_plain = type(field).get_attribute is Field.get_attribute
    return _Part(
        name=name,
        path=tuple(field.source_attrs) if is_plain and not is_method else (),
        field=field,
        write=_written(field),
        plain=_plain(field),
        method=str(field.method_name) if is_method else "",
    )
