"""What a call may do: its key needs the scope of the action, its user the permission."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from rest_framework import exceptions, permissions
from rest_framework.request import Request

from hiring import tokens
from hiring.models import ApiToken


class HasScope(permissions.BasePermission):
    """The scope that the view's `required_scopes` names for the action, or for `read` or `write`.

    Reading needs the user's permission to view the model besides, unless `required_permissions` says otherwise.
    Whether the user may write is decided by the rule that is called.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if view.action is None:  # no such method at this address: the answer is 405, with any key
            return True
        scope = scope_of(view, request.method or "GET")
        if isinstance(request.auth, ApiToken) and not tokens.allows(request.auth, scope):
            raise exceptions.PermissionDenied(f"This key lacks the scope {scope}.", "insufficient_scope")
        if getattr(view, "requisition_path", None) == "":
            refuse_limited(request)
        for permission in (tokens.SCOPES[scope].permission, _permission(view, request.method or "GET")):
            if permission and not request.user.has_perm(permission):
                raise exceptions.PermissionDenied(
                    f"The user of this key lacks the permission {permission}.", "permission_missing"
                )
        return True


def refuse_limited(request: Request) -> None:
    """Refuse what a key that is limited to some requisitions cannot do within these."""
    if is_limited(request):
        raise exceptions.PermissionDenied("This key is limited to some requisitions: this lies beyond.", "limited_key")


def is_limited(request: Request) -> bool:
    """Whether the call comes with a key that is limited to some requisitions."""
    return isinstance(request.auth, ApiToken) and bool(request.auth.is_limited)


def token_of(request: Request) -> ApiToken | None:
    """The key of a call; None for one that logged in otherwise."""
    return request.auth if isinstance(request.auth, ApiToken) else None


def may(request: Request, scope: str) -> bool:
    """Whether the caller has the scope, and the permission that goes with it."""
    permission = tokens.SCOPES[scope].permission
    has_scope = not isinstance(request.auth, ApiToken) or tokens.allows(request.auth, scope)
    return has_scope and (not permission or request.user.has_perm(permission))


def scope_of(view: Any, method: str) -> str:
    """The scope that the action of a view needs. A view without any is a mistake: it answers nobody."""
    scopes: dict[str, str] = getattr(view, "required_scopes", {})
    kind = "read" if method in permissions.SAFE_METHODS else "write"
    scope = scopes.get(view.action) or scopes.get(kind)
    if scope is None:
        raise ImproperlyConfigured(f"{type(view).__name__}.required_scopes names no scope for {view.action}.")
    return scope


def _permission(view: Any, method: str) -> str:
    if method not in permissions.SAFE_METHODS:
        return ""
    named: str | None = getattr(view, "required_permissions", {}).get("read")
    if named is not None:
        return named
    meta = view.queryset.model._meta
    return f"{meta.app_label}.view_{meta.model_name}"
