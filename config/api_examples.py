"""The examples of the API's document, from the objects of all apps."""

from typing import Any

from benchmarks.api import example_objects as benchmarks
from hiring.api import example_objects as hiring
from hiring.api import example_offers as offers
from hiring.api import example_reference as reference
from hiring.api import examples
from interviews.api import example_objects as interviews

OBJECTS = {
    name: known
    for owner in (benchmarks, hiring, offers, reference, interviews)
    for name, known in owner.OBJECTS.items()
}


def add_examples(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's hook: each body and each answer has an example."""
    examples.add(result, OBJECTS, hiring.WORDS)
    return result
