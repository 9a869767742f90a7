"""The request of somebody who has logged in, as the pages' types know it."""

from django.http import HttpRequest

from hiring.models import User


class SignedInRequest(HttpRequest):
    """What a view behind `login_required` gets."""

    user: User
