import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hiring.models import Message
from hiring.outbox import settling
from tests.factories import hour, people
from tests.refusals import codes_of

pytestmark = pytest.mark.django_db


def message(state: str, hours: float = 1) -> Message:
    return Message.objects.create(
        idem_key=f"{state}-{hours}",
        letter="reminders",
        recipient=people().manager,
        state=state,
        accepted_at=hour(hours) if state == "sent" else None,
        created_at=hour(hours),
        next_at=hour(hours),
    )


def test_unsettled_are_those_that_did_not_surely_arrive_the_longest_waiting_first():
    for state in ("ready", "sent", "dropped"):
        message(state)
    later, earlier = message("dead", 3), message("ambiguous", 2)
    assert list(settling.unsettled()) == [earlier, later]


def test_settled_message_is_no_task_any_more():
    stuck, jonas = message("dead"), people().coordinator
    settled = settling.settle(stuck, reason="  Called her. ", by=jonas, now=hour(5))
    assert (settled.settled_at, settled.settled_by, settled.settled_reason) == (hour(5), jonas, "Called her.")
    assert settled.state == "dead"
    assert not settling.unsettled().exists()


def test_settling_refuses():
    jonas = people().coordinator
    with pytest.raises(ValidationError) as refusal:
        settling.settle(message("dead"), reason="   ", by=jonas)
    assert codes_of(refusal.value) == {"reason_required"}
    with pytest.raises(ValidationError) as refusal:
        settling.settle(message("sent"), reason="Called.", by=jonas)
    assert codes_of(refusal.value) == {"not_stuck"}
    settled = settling.settle(message("ambiguous"), reason="Called.", by=jonas, now=hour(5))
    with pytest.raises(ValidationError) as refusal:
        settling.settle(settled, reason="Wrote.", by=jonas, now=hour(6))
    assert codes_of(refusal.value) == {"already_settled"}
    with pytest.raises(PermissionDenied):
        settling.settle(settled, reason="Called.", by=people().interviewer)
