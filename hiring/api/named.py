"""How a body names a row that is there: by our id, or by the id that another system gave it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from hiring.api.fields import Strict, reachable
from hiring.models import User

WRONG_KIND = "Write the id as a number, or an object with external_id and source_system."


class NameInput(Strict):
    """The id that another system gave a row. Without `source_system` that of the application which is sent."""

    external_id = serializers.CharField(max_length=120)
    source_system = serializers.CharField(max_length=60, required=False)


class Named(serializers.Field[Any, Any, Any, Any]):
    """One row among those that the caller sees, and the key reaches. `path` leads from the row to its requisition."""

    form: type[Strict] = NameInput
    """What an object says instead of the id."""

    def __init__(self, what: str, *, rows: Callable[[User], QuerySet[Any]], path: str, **options: Any) -> None:
        self.what, self.rows, self.path = what, rows, path
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            names = self._names(data)
        elif isinstance(data, (int, float)) and not isinstance(data, bool) and data % 1 == 0:
            names = {"pk": int(data)}
        else:
            raise serializers.ValidationError(WRONG_KIND, "incorrect_type")
        request = self.context["request"]
        found = reachable(self.rows(request.user), request.auth, path=self.path).filter(**names).first()
        if found is None:
            said = " of ".join(f"“{name}”" for name in names.values())
            raise serializers.ValidationError(f"There is no {self.what} {said} that you may see.", "does_not_exist")
        return found

    def _names(self, data: dict[str, Any]) -> dict[str, Any]:
        reader = NameInput(data=data)
        reader.is_valid(raise_exception=True)
        return {"source_system": self._source(), **reader.validated_data}

    def _source(self) -> str:
        """The system that sends the body, by the body or the address."""
        sent = getattr(self.parent, "initial_data", {}).get("source_system")
        said = sent if isinstance(sent, str) else self.context["view"].kwargs.get("source_system")
        return (said or "").strip()


def everyones(model: type[Model]) -> Callable[[User], QuerySet[Any]]:
    """Rows that everybody may name who may write at all."""
    return lambda user: model._default_manager.all()
