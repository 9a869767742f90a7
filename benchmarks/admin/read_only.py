"""Admin pages that show and never write; the other apps' pages inherit from here."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


class ReadOnly:
    """What is shown here comes about elsewhere: from a file, by a verb, by the sweep."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
