"""People through the API: by what name a requisition or an interview takes somebody."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import mixins, serializers

from hiring import access, people
from hiring.api.base import Address
from hiring.api.fields import Text
from hiring.api.shown import Shown
from hiring.models import User

ROLES = {
    "hiring_manager": access.HIRING_MANAGER,
    "coordinator": access.COORDINATOR,
    "interviewer": access.INTERVIEWER,
    "offer_approver": access.APPROVER,
}
"""The roles of people, by their names in the API."""


class UserSerializer(Shown):
    """Somebody who works here. The e-mail address is null for whoever may not see users."""

    id = serializers.IntegerField(read_only=True)
    username = serializers.CharField(read_only=True)
    name = serializers.CharField(source="__str__", read_only=True)
    email = Text(read_only=True)

    def to_representation(self, instance: User) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return shown if self.context["sees_addresses"] else {**shown, "email": None}


class UserFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(
        method="in_role", choices=[(name, name) for name in ROLES], help_text="Who has this role."
    )
    q = django_filters.CharFilter(method="called", help_text="Part of the username or name, or a whole e-mail address.")

    class Meta:
        model = User
        fields = ()

    def in_role(self, users: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return users.filter(groups__name=ROLES[value])

    def called(self, users: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return people.called(value, users, seen_by=self.request.user)  # type: ignore[union-attr]


class UserViewSet(mixins.ListModelMixin, Address):
    """Who works here: whom a requisition names by `username` as its manager, its coordinator, on its panel."""

    queryset = people.working_here().order_by("username")
    serializer_class = UserSerializer
    filterset_class = UserFilter
    required_scopes = {"read": "users:read"}
    required_permissions = {"read": ""}

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "sees_addresses": self.user.has_perm(people.SEES_ADDRESSES)}


ROUTES = [("users", UserViewSet)]
