import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from hiring import access
from tests import factories
from tests.factories import people

pytestmark = pytest.mark.django_db

# What tells the roles apart: permission, then who has it.
MATRIX = {
    "hiring.view_application": "mciay",
    "hiring.add_application": "mci",
    "hiring.move_application": "mci",
    "hiring.open_requisition": "mc",
    "hiring.decide_application": "m",
    "hiring.add_offer": "my",
    "hiring.change_offer": "my",
    "hiring.view_offer": "may",
    "hiring.approve_offer": "ma",
    "hiring.view_expectation": "may",
    "hiring.add_expectation": "my",
    "hiring.view_offerread": "m",
    "hiring.change_approvalstep": "m",
    "benchmarks.view_salaryband": "may",
    "benchmarks.change_salaryband": "m",
    "benchmarks.view_competingoffer": "may",
    "interviews.waive_flag": "m",
    "interviews.view_scorecard": "mci",
    "interviews.view_question": "mcipa",
    "interviews.change_question": "m",
    "hiring.view_message": "mc",
    "hiring.change_message": "mc",
    "hiring.view_reminder": "mc",
    "hiring.change_reminder": "mc",
    "hiring.delete_application": "",
    "benchmarks.view_level": "mcipa",
}


def test_roles_have_what_their_work_needs_and_no_more():
    who = {
        "m": people().manager,
        "c": people().coordinator,
        "i": factories.user("ats", access.INTEGRATION),
        "p": people().interviewer,
        "a": factories.user("nora", access.APPROVER),
        "y": factories.user("payroll", access.PAY_INTEGRATION),
    }
    found = {code: "".join(key for key, user in who.items() if user.has_perm(code)) for code in MATRIX}
    assert found == MATRIX


def test_no_role_but_those_about_pay_sees_any():
    for role in (access.COORDINATOR, access.INTERVIEWER, access.INTEGRATION):
        codes = access.ROLES[role]
        assert not {code for code in codes if code.endswith("_offer")}
        assert {code for code in codes if code.startswith("benchmarks.")} <= {
            "benchmarks.view_level",
            "benchmarks.view_region",
        }


def test_load_roles_takes_away_what_is_not_in_the_table():
    group = Group.objects.get(name=access.INTERVIEWER)
    before = set(group.permissions.values_list("pk", flat=True))
    extra = Group.objects.get(name=access.HIRING_MANAGER).permissions.exclude(pk__in=before)
    group.permissions.add(*extra)
    assert access.load_roles() == 6
    assert set(group.permissions.values_list("pk", flat=True)) == before


def test_require_lets_the_product_itself_and_those_with_the_permission_pass():
    access.require(None, "hiring.decide_application")
    access.require(people().manager, "hiring.decide_application")
    with pytest.raises(PermissionDenied, match=r"hiring\.decide_application"):
        access.require(people().coordinator, "hiring.decide_application")


def test_require_refuses_who_has_left():
    manager = people().manager
    manager.is_active = False
    with pytest.raises(PermissionDenied):
        access.require(manager, "hiring.decide_application")


def test_is_in_asks_for_the_group():
    assert access.is_in(people().manager, access.HIRING_MANAGER)
    assert not access.is_in(people().manager, access.COORDINATOR)
