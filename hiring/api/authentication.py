"""Who calls the API: the user of a key, or somebody on the staff who is logged in."""

from django.core.exceptions import ValidationError
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from hiring import tokens
from hiring.models import ApiToken, User


class KeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer twl_…`. The token is in `request.auth`."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        keyword, _space, key = authentication.get_authorization_header(request).decode("latin-1").partition(" ")
        if not keyword:
            return None
        if keyword.lower() != self.keyword.lower():
            raise exceptions.AuthenticationFailed("Write the header as: Authorization: Bearer <key>.", "wrong_scheme")
        try:
            token = tokens.authenticate(key.strip())
        except ValidationError as refusal:
            raise exceptions.AuthenticationFailed(refusal.messages[0], refusal.error_list[0].code) from refusal
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="Twelve"'


class StaffSession(authentication.SessionAuthentication):
    """The login of the admin, so that the staff can try the API on its own page. Writing needs the CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        user = getattr(request._request, "user", None)
        if not isinstance(user, User) or not user.is_staff:
            return None
        authenticated = super().authenticate(request)
        return authenticated and (user, None)
