"""The market as the reference files describe it, people who may see pay, people who may not."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from benchmarks.models import CompanyGuide, Level, Premium, Region, SalaryBand
from tests.factories import people


@pytest.fixture
def empty(db: None) -> None:
    """No row of this app, though the suite begins with those of the files."""
    for model in (CompanyGuide, SalaryBand, Premium, Level, Region):
        model.objects.all().delete()


@pytest.fixture
def market(db: None) -> None:
    """The shipped files, with which the suite's database begins."""


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Makes a member of staff with the named permissions of this app and no others."""

    def make(*permissions: str, superuser: bool = False) -> Any:
        users = get_user_model().objects
        user = users.create(username=f"person{users.count()}", is_staff=True, is_superuser=superuser)
        user.user_permissions.set(
            Permission.objects.filter(content_type__app_label="benchmarks", codename__in=permissions)
        )
        return user

    return make


@pytest.fixture
def manager(client: Client) -> Client:
    """Somebody who sets pay."""
    client.force_login(people().manager)
    return client
