"""Who calls the API: the user of a key, or somebody on the staff who is logged in."""

import base64
import binascii

from django.core.exceptions import ValidationError
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from hiring import clock, tokens
from hiring.models import ApiToken, User


class KeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer twl_…`, or Basic with the key as name and no password. The token is in `request.auth`."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, given = authentication.get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        try:
            token = tokens.authenticate(_key(scheme.lower(), given.strip()), now=clock.glance())
        except ValidationError as refusal:
            raise exceptions.AuthenticationFailed(refusal.messages[0], refusal.error_list[0].code) from refusal
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="Twelve"'


def _key(scheme: str, given: str) -> str:
    if scheme == "bearer":
        return given
    if scheme != "basic":
        message = "Write the header as: Authorization: Bearer <key>. Basic works too, with the key as the name."
        raise exceptions.AuthenticationFailed(message, "wrong_scheme")
    try:
        key, colon, password = base64.b64decode(given, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise exceptions.AuthenticationFailed("What follows Basic is not base64.", "key_malformed") from None
    if not colon or password:
        message = "With Basic the key is the name, before a colon; the password stays empty."
        raise exceptions.AuthenticationFailed(message, "key_malformed")
    return key


class StaffSession(authentication.SessionAuthentication):
    """The login of the admin, so that the staff can try the API on its own page. Writing needs the CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user = getattr(request._request, "user", None)
        if not isinstance(user, User) or not user.is_staff:
            return None
        authenticated = super().authenticate(request)
        return authenticated and (user, None)
