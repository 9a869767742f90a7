"""Which account acts for another system."""

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from hiring import access
from hiring.models import User


@transaction.atomic
def account(name: str, *, sees_pay: bool = False, by: User | None) -> tuple[User, bool]:
    """The service account of that name, with whether it was made now: with the role Integration and without a password.

    `sees_pay` gives it the right to offers, whether it is new or not. Refuses with `not_a_service_account` the name of
    a person, with `roles_missing` where the roles are not loaded yet, and as the model does.
    """
    access.require(by, "hiring.add_user")
    known = User.objects.filter(username=name).first()
    if known is not None and not known.is_service:
        raise ValidationError(
            f"“{name}” is a person: give the other system a name of its own.", code="not_a_service_account"
        )
    user = known or _new(name)
    roles = [access.INTEGRATION] if known is None else []
    if sees_pay:
        roles.append(access.PAY_INTEGRATION)
    user.groups.add(*(_group(role) for role in roles))
    return user, known is None


def _new(name: str) -> User:
    user = User(username=name, kind=User.Kind.SERVICE)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user


def _group(role: str) -> Group:
    found = Group.objects.filter(name=role).first()
    if found is None:
        raise ValidationError(
            f"There is no role “{role}” yet: run `manage.py load_reference` first.", code="roles_missing"
        )
    return found
