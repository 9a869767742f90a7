"""How the body of a request is read: JSON that says each thing once, whatever it holds."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import JSONParser, get_encoding
from rest_framework.utils.json import strict_constant


class Json(JSONParser):
    """JSON as the framework reads it. What is nested deeper than that is able to follow is refused like broken JSON.

    Refused as well is an object that names a member twice (`member_repeated`): readers do not agree on which counts.
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        encoding = get_encoding(parser_context or {})  # type: ignore[no-untyped-call]
        try:
            return json.loads(
                stream.read().decode(encoding), parse_constant=strict_constant, object_pairs_hook=_each_once
            )
        except RecursionError:
            raise ParseError("it is nested too deep") from None
        except ValueError as problem:
            raise ParseError(f"JSON parse error - {problem}") from problem


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(members)
    if len(made) < len(members):
        times = Counter(name for name, _value in members)
        said = ", ".join(f"“{name}”" for name, count in times.items() if count > 1)
        raise ValidationError(f"The body names {said} more than once in the same object.", "member_repeated")
    return made
