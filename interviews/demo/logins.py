"""Who can log in to the demo."""

from typing import NamedTuple

from django.contrib.auth.models import Group

from hiring import access
from hiring.models import User, WorkCalendar

PASSWORD = "twelve-days"
ADMINISTRATOR = "Administrator"
"""No role of the product: whoever sets it up, with users, API tokens, webhooks and connections. May do everything."""


class Login(NamedTuple):
    """One demo person, printed by `make run`."""

    username: str
    password: str
    role: str
    first_name: str
    last_name: str
    time_zone: str
    calendar: str
    gpu: bool


LOGINS = (
    Login("mara", PASSWORD, access.HIRING_MANAGER, "Mara", "Lindqvist", "Europe/Berlin", "germany_berlin", True),
    Login("jonas", PASSWORD, access.COORDINATOR, "Jonas", "Weber", "Europe/Berlin", "germany_berlin", False),
    Login("priya", PASSWORD, access.INTERVIEWER, "Priya", "Raman", "Europe/London", "united_kingdom_england", True),
    Login("tomas", PASSWORD, access.INTERVIEWER, "Tomás", "Ferreira", "America/New_York", "usa_new_york", False),
    Login("nora", PASSWORD, access.APPROVER, "Nora", "Haugen", "Europe/Berlin", "germany_berlin", False),
    Login("henrik", PASSWORD, access.APPROVER, "Henrik", "Falk", "Europe/London", "united_kingdom_england", False),
    Login("edda", PASSWORD, ADMINISTRATOR, "Edda", "Voss", "Europe/Berlin", "germany_berlin", False),
)


def make_people() -> dict[str, User]:
    """The demo's people by username, each in the group of their role, where it has one."""
    people = {}
    for login in LOGINS:
        person = User(
            username=login.username,
            first_name=login.first_name,
            last_name=login.last_name,
            email=f"{login.username}@example.org",
            time_zone=login.time_zone,
            calendar=WorkCalendar.objects.get(slug=login.calendar),
            production_gpu_experience=login.gpu,
            is_staff=login.role in (access.HIRING_MANAGER, access.COORDINATOR, ADMINISTRATOR),
            is_superuser=login.role == ADMINISTRATOR,
        )
        person.set_password(login.password)
        person.save()
        person.groups.set(Group.objects.filter(name=login.role))
        people[login.username] = person
    return people
