from datetime import datetime, timedelta

import pytest

from hiring.triage import CAP, Action, Due, Verdict, triage
from tests.factories import hour

NOW = hour(100)
SECOND = timedelta(seconds=1)
SEND = Verdict(Action.SEND)


def owed(number: int = 1, **values) -> Due:
    """A reminder that goes out, unless `values` say what is in the way."""
    usual = {"deadline": 7, "rank": 1, "manner": "lead", "channel": "email", "recipient": 3}
    return Due(reminder=number, **{**usual, "hard_by": hour(110), "open_at": NOW, **values})


def verdict(**values) -> Verdict:
    return triage([owed(**values)], now=NOW)[1]


def actions(*due: Due, **values) -> list[Action]:
    found = triage(due, now=NOW, **values)
    return [found[each.reminder].action for each in due]


# One reminder --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
def test_what_nothing_stands_against_is_sent(manner):
    assert verdict(manner=manner) == SEND


def test_nothing_due_is_nothing_decided():
    assert triage([], now=NOW) == {}


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
def test_what_is_not_owed_any_more_is_cancelled(manner):
    assert verdict(manner=manner, owed=False) == (Action.CANCEL, "no longer open", None)


def test_what_nobody_may_receive_is_given_up():
    assert verdict(recipient=None) == (Action.GIVE_UP, "nobody is there who may be reminded", None)
    assert verdict(recipient=None, owed=False).action == Action.CANCEL


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
def test_a_rung_below_one_that_went_out_is_superseded(manner):
    assert verdict(manner=manner, rank=1, gone_rank=2) == (
        Action.SUPERSEDE,
        "a higher rung has gone out already",
        None,
    )
    assert verdict(manner=manner, rank=2, gone_rank=2) == SEND
    assert verdict(manner=manner, rank=3, gone_rank=2) == SEND


@pytest.mark.parametrize(("manner", "action"), [("lead", "suppress"), ("breach", "suppress"), ("final", "send")])
def test_i_am_on_it_silences_all_but_the_last_rung(manner, action):
    found = verdict(manner=manner, acknowledged_until=NOW + SECOND, acknowledged_by="Jonas")
    assert found.action == action
    if action == "suppress":
        assert found.why == "Jonas is on it"


def test_i_am_on_it_ends_with_its_time():
    assert verdict(acknowledged_until=NOW) == SEND


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
def test_quiet_time_postpones_to_when_it_is_over(manner):
    assert verdict(manner=manner, open_at=hour(108)) == (Action.POSTPONE, "postponed: quiet time", hour(108))


def test_quiet_time_postpones_no_further_than_the_latest_time():
    assert verdict(open_at=hour(115)) == (Action.POSTPONE, "postponed: quiet time", hour(110))


@pytest.mark.parametrize("hard_by", [NOW, hour(99)])
def test_quiet_time_does_not_hold_what_has_reached_its_latest_time(hard_by):
    assert verdict(open_at=hour(115), hard_by=hard_by) == SEND


def test_quiet_time_holds_what_has_no_latest_time():
    assert verdict(open_at=hour(500), hard_by=None).at == hour(500)


@pytest.mark.parametrize("manner", ["lead", "breach", "final"])
def test_a_second_reminder_waits_until_the_person_was_left_alone(manner):
    why = "postponed: too soon after the last one"
    assert verdict(manner=manner, rested_at=hour(110)) == (Action.POSTPONE, why, hour(110))
    assert verdict(manner=manner, rested_at=NOW) == SEND


@pytest.mark.parametrize(("manner", "action"), [("lead", "suppress"), ("breach", "suppress"), ("final", "postpone")])
def test_a_second_reminder_that_would_come_too_late_is_left_out_unless_it_is_the_last(manner, action):
    found = verdict(manner=manner, rested_at=hour(110) + SECOND)
    assert found.action == action
    assert found.at == (hour(110) + SECOND if action == "postpone" else None)


# Several rungs of one deadline ---------------------------------------------------------------------------------------


def test_of_several_rungs_only_the_highest_goes_out_to_all_whom_it_is_for():
    due = [
        owed(1, rank=1),
        owed(2, rank=2, recipient=4),
        owed(3, rank=3, recipient=3, manner="final"),
        owed(4, rank=3, recipient=4, manner="final"),
        owed(5, rank=1, deadline=8),
    ]
    found = triage(due, now=NOW)
    assert found == {
        1: (Action.SUPERSEDE, "a higher rung is due as well", None),
        2: (Action.SUPERSEDE, "a higher rung is due as well", None),
        3: SEND,
        4: SEND,
        5: SEND,
    }


def test_what_becomes_of_reminders_does_not_depend_on_their_order():
    due = [owed(1, rank=1), owed(2, rank=2), owed(3, rank=3, manner="final"), owed(4, rank=3, recipient=4)]
    assert triage(due, now=NOW) == triage(due[::-1], now=NOW)


@pytest.mark.parametrize(
    "hindrance",
    [
        {"owed": False},
        {"recipient": None},
        {"acknowledged_until": NOW + SECOND},
        {"open_at": NOW + SECOND},
        {"rested_at": NOW + SECOND},
    ],
)
def test_a_higher_rung_that_does_not_go_out_supersedes_nothing(hindrance):
    found = triage([owed(1, rank=1), owed(2, rank=2, **hindrance)], now=NOW)
    assert found[1] == SEND
    assert found[2].action not in (Action.SEND, Action.SUPERSEDE)


@pytest.mark.parametrize("lower", [{"open_at": hour(108)}, {"rested_at": hour(108)}])
def test_a_lower_rung_does_not_come_after_a_higher_one_that_goes_out_now(lower):
    assert actions(owed(1, rank=1, **lower), owed(2, rank=2, recipient=4)) == [Action.SUPERSEDE, Action.SEND]


def test_the_same_rung_may_reach_another_person_later():
    assert actions(owed(1, rank=2), owed(2, rank=2, recipient=4, open_at=hour(108))) == [Action.SEND, Action.POSTPONE]


def test_what_is_suppressed_is_not_superseded():
    lower = owed(1, rank=1, acknowledged_until=NOW + SECOND)
    higher = owed(2, rank=2, manner="final", acknowledged_until=NOW + SECOND)
    assert actions(lower, higher) == [Action.SUPPRESS, Action.SEND]


# The limit of an hour ------------------------------------------------------------------------------------------------

SIX = [NOW - timedelta(minutes=minutes) for minutes in (5, 10, 20, 30, 40, 50)]


def lately(*times: datetime, recipient: int = 3, channel: str = "email") -> dict:
    return {(recipient, channel): list(times)}


def test_the_seventh_message_of_an_hour_waits_until_the_first_is_an_hour_old():
    assert len(SIX) == CAP
    found = triage([owed()], now=NOW, lately=lately(*SIX))
    assert found[1] == (Action.POSTPONE, "postponed: 6 messages within an hour", NOW + timedelta(minutes=10))


def test_the_sixth_message_of_an_hour_goes_out():
    assert actions(owed(), lately=lately(*SIX[:5])) == [Action.SEND]


def test_a_message_counts_for_an_hour():
    assert actions(owed(), lately=lately(*SIX[:5], NOW - timedelta(hours=1))) == [Action.SEND]
    assert actions(owed(), lately=lately(*SIX[:5], NOW - timedelta(hours=1) + SECOND)) == [Action.POSTPONE]


def test_where_more_went_out_than_the_limit_it_waits_until_there_is_room():
    many = [NOW - timedelta(minutes=minutes) for minutes in (1, 2, 3, 4, 5, 6, 7, 59)]
    assert triage([owed()], now=NOW, lately=lately(*many))[1].at == NOW + timedelta(minutes=54)


@pytest.mark.parametrize("manner", ["breach", "final"])
def test_what_is_late_knows_no_limit(manner):
    assert actions(owed(manner=manner), lately=lately(*SIX)) == [Action.SEND]


def test_the_limit_is_one_for_each_person_and_channel():
    due = [owed(1), owed(2, recipient=4, deadline=8), owed(3, channel="inbox")]
    assert actions(*due, lately=lately(*SIX)) == [Action.POSTPONE, Action.SEND, Action.SEND]


def test_the_limit_does_not_hold_what_joins_a_message_that_goes_anyway():
    assert actions(owed(), lately=lately(*SIX), waiting={(3, "email")}) == [Action.SEND]
    late = owed(2, deadline=8, manner="breach")
    assert actions(owed(1), late, lately=lately(*SIX)) == [Action.SEND, Action.SEND]
    elsewhere = owed(2, deadline=8, manner="breach", channel="inbox")
    assert actions(owed(1), elsewhere, lately=lately(*SIX)) == [Action.POSTPONE, Action.SEND]


def test_the_limit_holds_nothing_beyond_its_latest_time():
    soon = NOW + timedelta(minutes=3)
    assert triage([owed(hard_by=soon)], now=NOW, lately=lately(*SIX))[1].at == soon
    assert triage([owed(hard_by=NOW)], now=NOW, lately=lately(*SIX))[1] == SEND
    assert triage([owed(hard_by=None)], now=NOW, lately=lately(*SIX))[1].at == NOW + timedelta(minutes=10)


def test_many_reminders_to_one_person_are_one_message_and_so_meet_no_limit():
    due = [owed(number, deadline=number) for number in range(1, 50)]
    assert set(actions(*due)) == {Action.SEND}


def test_what_is_postponed_is_due_later_than_now():
    """Or the sweep, which goes on while something is due, would never end."""
    hindrances = [
        {"open_at": NOW + SECOND},
        {"open_at": NOW},
        {"rested_at": NOW + SECOND},
        {"open_at": hour(90)},
        {"open_at": hour(120), "hard_by": NOW},
        {"rested_at": hour(120), "hard_by": NOW, "manner": "final"},
    ]
    for each in hindrances:
        for sent in ([], SIX):
            found = triage([owed(**each)], now=NOW, lately=lately(*sent))[1]
            assert (found.action == Action.POSTPONE) == (found.at is not None)
            assert found.at is None or found.at > NOW
