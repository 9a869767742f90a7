import pytest

from hiring import calendars, deadlines, receiving
from hiring.models import Application, Reminder, User
from hiring.stages import Stage
from tests import factories
from tests.factories import at_stage, hour, people

pytestmark = pytest.mark.django_db

TODAY = hour(0).date()


def recipient_of(application: Application, role: str) -> User | None:
    owed = Reminder.objects.filter(deadline__application=application, deadline__kind="screening_held")
    reminder = owed.filter(role=role).first()
    return receiving.recipient(reminder, book=calendars.read(), at=hour(1))


def leave(*everybody: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in everybody]).update(is_active=False)


def be_away(*everybody: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in everybody]).update(away_from=TODAY, away_until=TODAY)


def test_recipient_is_whoever_has_the_role_now():
    application = at_stage(Stage.SCREENING)
    successor = factories.user("lena")
    application.requisition.coordinator = successor
    application.requisition.save()
    assert recipient_of(application, "coordinator") == successor
    assert recipient_of(application, "hiring_manager") == people().manager
    deadlines.hand_over(application, "screening_held", party="interviewer", owner=people().second)
    assert recipient_of(application, "owner") == people().second


@pytest.mark.parametrize("why", ["missing", "has left", "is away", "is the candidate"])
def test_recipient_escalates_from_an_owner_who_cannot_act(why):
    application = at_stage(Stage.SCREENING)
    owner = people().second
    deadlines.hand_over(application, "screening_held", party="interviewer", owner=None if why == "missing" else owner)
    if why == "has left":
        leave(owner)
    if why == "is away":
        be_away(owner)
    if why == "is the candidate":
        application.candidate.employee = owner
        application.candidate.save()
    assert recipient_of(application, "owner") == people().coordinator


@pytest.mark.parametrize("go", [leave, be_away])
def test_recipient_escalates_from_the_coordinator_to_the_hiring_manager(go):
    application = at_stage(Stage.SCREENING)
    go(people().coordinator)
    assert recipient_of(application, "owner") == people().manager
    assert recipient_of(application, "coordinator") == people().manager


def test_recipient_is_the_coordinator_while_the_hiring_manager_is_away():
    application = at_stage(Stage.SCREENING)
    be_away(people().manager)
    assert recipient_of(application, "hiring_manager") == people().coordinator


def test_recipient_is_somebody_again_on_the_day_after():
    application = at_stage(Stage.SCREENING)
    be_away(people().coordinator)
    reminder = Reminder.objects.filter(deadline__application=application, role="coordinator").first()
    assert receiving.recipient(reminder, book=calendars.read(), at=hour(15)) == people().coordinator


def test_when_all_are_away_it_is_whom_the_role_means():
    application = at_stage(Stage.SCREENING)
    be_away(*people())
    assert recipient_of(application, "owner") == people().coordinator
    assert recipient_of(application, "hiring_manager") == people().manager


def test_the_candidate_is_never_reminded_of_their_own_application():
    application = at_stage(Stage.SCREENING)
    application.candidate.employee = people().manager
    application.candidate.save()
    assert recipient_of(application, "hiring_manager") == people().coordinator
    leave(people().coordinator)
    assert recipient_of(application, "hiring_manager") is None


def test_people_of_finds_each_of_them_as_they_are_now(django_assert_num_queries):
    application = at_stage(Stage.SCREENING)
    found = list(application.deadlines.all())
    leave(people().coordinator)
    with django_assert_num_queries(1):
        known = receiving.people_of(application, found)
    assert {person.username: person.is_active for person in known.values()} == {"mara": True, "jonas": False}
