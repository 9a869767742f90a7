"""What OPTIONS answers: the methods that the address knows, in the body as in the header `Allow`."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class Methods(BaseMetadata):
    """What the fields are is said by the OpenAPI document."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, list[str]]:
        return {"methods": list(view.allowed_methods)}
