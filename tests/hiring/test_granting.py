import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Permission
from pytest_django import DjangoAssertNumQueries

from hiring import access
from hiring.granting import RolesBackend
from hiring.models import User
from tests.factories import people, user

pytestmark = pytest.mark.django_db


def test_everybody_has_what_they_have_by_the_backend_of_django():
    mara, nobody = people().manager, user("nobody")
    both = user("both", access.COORDINATOR)
    both.user_permissions.add(
        Permission.objects.get(codename="view_offer"), Permission.objects.get(codename="add_user")
    )
    gone = user("gone", access.HIRING_MANAGER, is_active=False)
    root = user("root", is_superuser=True)
    for one in (mara, nobody, both, gone, root):
        ours, theirs = (User.objects.get(pk=one.pk) for _n in range(2))
        assert RolesBackend().get_all_permissions(ours) == ModelBackend().get_all_permissions(theirs)
    assert RolesBackend().get_all_permissions(AnonymousUser()) == set()
    assert User.objects.get(pk=both.pk).has_perm("hiring.view_offer")
    assert not User.objects.get(pk=mara.pk).has_perm("hiring.view_offer", mara)


def test_all_permissions_take_one_query_and_last_as_long_as_the_row(django_assert_num_queries: DjangoAssertNumQueries):
    mara = User.objects.get(pk=people().manager.pk)
    with django_assert_num_queries(1):
        assert mara.has_perm("hiring.view_offer")
        assert not mara.has_perm("hiring.add_user")
    mara.groups.clear()
    assert not User.objects.get(pk=mara.pk).has_perm("hiring.view_offer")
