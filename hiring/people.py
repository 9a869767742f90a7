"""Who works here, for those who have to name somebody."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from hiring.models import User

SEES_ADDRESSES = "hiring.view_user"
"""The permission of those who may know somebody's e-mail address."""


def working_here() -> QuerySet[User]:
    """People who have not left. Service accounts work for others: nobody names them."""
    return User.objects.filter(is_active=True, kind=User.Kind.PERSON)


def called(text: str, among: QuerySet[User], *, seen_by: User) -> QuerySet[User]:
    """Those whose username or name contains the text, in any capitals, or whose e-mail address it is.

    Part of an address finds somebody only for those who may know it.
    """
    named = among.annotate(whole_name=Concat("first_name", Value(" "), "last_name"))
    found = Q(username__icontains=text) | Q(whole_name__icontains=text) | Q(email__iexact=text)
    if seen_by.has_perm(SEES_ADDRESSES):
        found |= Q(email__icontains=text)
    return named.filter(found)
