"""The page of an application through the test client: every verb once, refusals, who sees what, how many queries."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hiring import clock, offers, pauses, pipeline
from hiring.models import Application, Decision, Offer, User
from hiring.stages import Round, Stage
from interviews import flags
from interviews.models import Interview, Scorecard
from tests.factories import application as opened
from tests.factories import candidate, offer, people, requisition
from tests.interviews.application_world import ago, at_now, booked, critical_code, flagged, handed_in, held
from tests.interviews.rounds_world import card_of

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(application: Application, user: User) -> str:
    answer = client_of(user).get(reverse("application", args=[application.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def post(application: Application, user: User, verb: str, **data: Any) -> Any:
    return client_of(user).post(reverse("application_verb", args=[application.pk, verb]), data)


def done(application: Application, user: User, verb: str, **data: Any) -> Application:
    """The verb must be done, and the browser sent back to the page."""
    answer = post(application, user, verb, **data)
    assert answer.status_code == 302, re.findall(r'data-code="(\w+)"', answer.content.decode())
    assert answer["Location"] == reverse("application", args=[application.pk])
    return Application.objects.get(pk=application.pk)


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 200
    return set(re.findall(r'data-code="(\w+)"', answer.content.decode()))


def local(moment: Any) -> str:
    """A moment as the browser's field gives it; the people of the tests live in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M")


# Every verb once ------------------------------------------------------------------------------------------------------


def test_advance():
    application = at_now(Stage.APPLIED)
    assert done(application, people().coordinator, "advance", believed="applied").stage == "screening"


def test_conclude_moves_on_at_once_where_asked_to():
    application = at_now(Stage.SCREENING)
    handed_in(held(application, Round.SCREENING))
    entered = {"round": "screening", "verdict": "yes", "passed": "yes", "reason": "", "onward": "on"}
    assert done(application, people().manager, "conclude", **entered).stage == "take_home"
    assert application.results.get().passed is True


def test_conclude_without_moving_on():
    application = at_now(Stage.SCREENING)
    handed_in(held(application, Round.SCREENING))
    entered = {"round": "screening", "verdict": "no", "passed": "no", "reason": ""}
    assert done(application, people().manager, "conclude", **entered).stage == "screening"
    assert application.results.get().passed is False


def test_reject():
    assert done(at_now(Stage.SCREENING), people().manager, "reject", reason="Too junior.").stage == "rejected"


def test_withdraw():
    assert done(at_now(Stage.SCREENING), people().coordinator, "withdraw", reason="Moves away.").stage == "withdrawn"


def test_pause_then_resume():
    application = at_now(Stage.SCREENING)
    review_at = timezone.now().replace(second=0, microsecond=0) + timedelta(days=2)
    paused = done(application, people().coordinator, "pause", reason="Ill.", review_at=local(review_at))
    assert (paused.pause_reason, paused.pause_review_at) == ("Ill.", review_at)
    assert done(application, people().coordinator, "resume").paused_at is None


def test_book_takes_the_length_in_minutes():
    application = at_now(Stage.SCREENING)
    team = people()
    starts_at = (timezone.now() + timedelta(hours=3)).replace(second=0, microsecond=0)
    entered = {"round": "screening", "starts_at": local(starts_at), "minutes": "30", "location": "Room 4"}
    done(application, team.coordinator, "book", interviewers=[team.interviewer.pk, team.second.pk], **entered)
    interview = application.interviews.get()
    assert (interview.starts_at, interview.ends_at) == (starts_at, starts_at + timedelta(minutes=30))
    assert interview.location == "Room 4"
    assert {card.interviewer for card in interview.scorecards.all()} == {team.interviewer, team.second}


def test_book_reads_times_in_the_zone_of_whoever_enters_them():
    application = at_now(Stage.SCREENING)
    team = people()
    team.coordinator.time_zone = "Asia/Kolkata"
    team.coordinator.save()
    entered = {"round": "screening", "starts_at": "2031-01-07T15:30", "minutes": "30"}
    done(application, team.coordinator, "book", interviewers=[team.interviewer.pk], **entered)
    assert application.interviews.get().starts_at.isoformat() == "2031-01-07T10:00:00+00:00"


def test_book_that_makes_a_planned_date_late_says_so():
    application = at_now(Stage.SCREENING)
    starts_at = timezone.now() + timedelta(days=5)
    entered = {"round": "screening", "starts_at": local(starts_at), "minutes": "30"}
    coordinator = client_of(people().coordinator)
    address = reverse("application_verb", args=[application.pk, "book"])
    answer = coordinator.post(address, {"interviewers": [people().interviewer.pk], **entered}, follow=True)
    assert "was planned for" in answer.content.decode()
    assert "message--warning" in answer.content.decode()


def test_book_sends_the_take_home_until_its_due_date():
    application = at_now(Stage.TAKE_HOME)
    sent, due = ago(0).replace(second=0, microsecond=0), ago(-72).replace(second=0, microsecond=0)
    entered = {"round": "take_home", "starts_at": local(sent), "ends_at": local(due)}
    done(application, people().coordinator, "book", interviewers=[people().second.pk], **entered)
    assert application.interviews.get().ends_at == due


def test_move():
    application = at_now(Stage.SCREENING)
    interview = booked(application, Round.SCREENING)
    starts_at = (timezone.now() + timedelta(hours=5)).replace(second=0, microsecond=0)
    entered = {"interview": interview.pk, "round": "screening", "starts_at": local(starts_at), "minutes": "45"}
    done(application, people().coordinator, "move", **entered)
    interview.refresh_from_db()
    assert (interview.starts_at, interview.ends_at) == (starts_at, starts_at + timedelta(minutes=45))


def test_finish_now():
    application = at_now(Stage.SCREENING)
    interview = booked(application, Round.SCREENING, starts_in=-1)
    done(application, people().coordinator, "finish", interview=interview.pk, round="screening", ended_at="")
    interview.refresh_from_db()
    assert interview.state == Interview.State.HELD


def test_call_off():
    application = at_now(Stage.SCREENING)
    interview = booked(application, Round.SCREENING)
    entered = {"interview": interview.pk, "round": "screening", "reason": "Nobody came.", "did_not_happen": "on"}
    done(application, people().coordinator, "call_off", **entered)
    interview.refresh_from_db()
    assert (interview.state, interview.close_reason) == (Interview.State.NO_SHOW, "Nobody came.")


@pytest.mark.parametrize(("outcome", "stage"), [("hire", "decision"), ("no_hire", "rejected")])
def test_decide(outcome: str, stage: str):
    application = at_now(Stage.DECISION)
    assert done(application, people().manager, "decide", outcome=outcome, reason="Four rounds.").stage == stage
    assert Decision.objects.get(application=application).outcome == outcome


def test_accept():
    assert done(at_now(Stage.OFFER), people().manager, "accept").stage == "hired"


def test_decline():
    application = at_now(Stage.OFFER)
    done(application, people().manager, "decline", reason="Went elsewhere.")
    assert Offer.objects.get().answer_reason == "Went elsewhere."


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_an_answer_from_a_second_tab_is_refused_once_another_version_is_extended(verb: str):
    application = at_now(Stage.OFFER)
    shown = page(application, people().manager)
    assert len(re.findall(r'<input type="hidden" name="version" value="1"', shown)) == 2
    offer(application, now=clock.database_now(), base=160_000)
    assert codes(post(application, people().manager, verb, version=1, reason="As I said.")) == {"changed_meanwhile"}
    assert done(application, people().manager, verb, version=2, reason="As I said.").offers.get(version=2).answered_at


def test_waive_flag():
    application = at_now(Stage.SCREENING)
    flag = flagged(held(application, Round.SCREENING), people().interviewer)
    done(application, people().manager, "waive_flag", flag=flag.pk, reason="Checked.")
    flag.refresh_from_db()
    assert (flag.waived_by, flag.waive_reason) == (people().manager, "Checked.")


def test_unlock():
    application = at_now(Stage.SCREENING)
    [card, _other] = handed_in(held(application, Round.SCREENING))
    done(application, people().manager, "unlock", scorecard=card.pk, round="screening", reason="Wrong candidate.")
    card.refresh_from_db()
    assert card.state == Scorecard.State.DRAFT


# Refusals -------------------------------------------------------------------------------------------------------------


def test_second_click_is_refused_beside_an_unchanged_application():
    application = at_now(Stage.APPLIED)
    done(application, people().coordinator, "advance", believed="applied")
    assert codes(post(application, people().coordinator, "advance", believed="applied")) == {"stage_changed"}


@pytest.mark.parametrize("verb", ["reject", "withdraw", "pause"])
def test_reason_is_asked_for_with_the_code_of_the_rule(verb: str):
    application = at_now(Stage.SCREENING)
    answer = post(application, people().coordinator, verb, reason="  ")
    assert codes(answer) == {"reason_required"}
    html = answer.content.decode()
    assert 'role="alert"' in html
    assert f'id="{verb}-reason_error"' in html


def test_refused_form_keeps_what_was_entered():
    application = at_now(Stage.SCREENING)
    entered = {"round": "screening", "starts_at": "2031-01-07T15:30", "minutes": "30", "location": "Room 4"}
    answer = post(application, people().coordinator, "book", **entered)
    assert codes(answer) == {"no_interviewers"}
    assert 'value="Room 4"' in answer.content.decode()
    assert 'value="2031-01-07T15:30"' in answer.content.decode()
    assert not application.interviews.exists()


def test_conclude_without_scorecards_asks_for_a_reason():
    application = at_now(Stage.SCREENING)
    held(application, Round.SCREENING)
    entered = {"round": "screening", "verdict": "yes", "passed": "yes", "reason": ""}
    answer = post(application, people().manager, "conclude", **entered)
    assert codes(answer) == {"scorecards_missing"}
    assert "Priya, Tomas" in answer.content.decode()


def test_critical_flag_stops_conclude_and_advance():
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING)
    flagged(interview, people().interviewer)
    handed_in(interview, people().second)
    entered = {"round": "screening", "verdict": "yes", "passed": "yes", "reason": ""}
    assert codes(post(application, people().manager, "conclude", **entered)) == {"critical_flag"}
    assert codes(post(application, people().manager, "advance", believed="screening")) == {"critical_flag"}


def test_refusal_for_a_hidden_flag_does_not_name_it():
    application = at_now(Stage.SCREENING)
    team = people()
    interview = held(application, Round.SCREENING, interviewers=[team.interviewer, team.manager])
    flag = flagged(interview, team.interviewer)
    entered = {"round": "screening", "verdict": "yes", "passed": "yes", "reason": "In a hurry."}
    answer = post(application, team.manager, "conclude", **entered)
    assert codes(answer) == {"own_scorecard_missing"}
    assert str(flag.definition) not in answer.content.decode()
    assert post(application, team.manager, "waive_flag", flag=flag.pk, reason="Blind.").status_code == 404


@pytest.mark.parametrize("verb", ["reject", "advance", "decide", "accept", "pause", "conclude", "book"])
def test_closed_application_refuses_every_verb(verb: str):
    application = at_now(Stage.WITHDRAWN)
    entered = {
        **{
            "reason": "Again.",
            "believed": "withdrawn",
            "outcome": "hire",
        },
        **{"round": "screening", "verdict": "yes", "passed": "yes"},
        **{"starts_at": "2031-01-07T15:30", "minutes": "30", "interviewers": [people().interviewer.pk]},
    }
    assert codes(post(application, people().manager, verb, **entered)) == {"closed_stage"}


@pytest.mark.parametrize("verb", ["conclude", "book", "move", "waive_flag", "finish"])
def test_empty_post_is_answered_with_the_page(verb: str):
    application = at_now(Stage.SCREENING)
    assert "required" in codes(post(application, people().manager, verb))


def test_unknown_verb_is_no_page_and_get_of_a_verb_leads_to_its_page():
    application = at_now(Stage.APPLIED)
    manager = client_of(people().manager)
    assert post(application, people().manager, "hire").status_code == 404
    assert manager.get(reverse("application_verb", args=[application.pk, "hire"])).status_code == 404
    back = manager.get(reverse("application_verb", args=[application.pk, "pause"]))
    assert back["Location"] == reverse("application", args=[application.pk])


def test_each_problem_is_told_with_the_label_of_its_field():
    application = at_now(Stage.SCREENING)
    html = post(application, people().coordinator, "book", round="screening").content.decode()
    assert "Start: This field is required." in html
    assert "Minutes: This field is required." in html


def test_row_of_another_application_is_not_found():
    mine = at_now(Stage.SCREENING)
    other = at_now(Stage.SCREENING, of=candidate("Bela Toth"), on=mine.requisition)
    interview = booked(other, Round.SCREENING)
    entered = {"interview": interview.pk, "round": "screening", "reason": "Mine."}
    assert post(mine, people().manager, "call_off", **entered).status_code == 404


# Who may do what, who sees what ---------------------------------------------------------------------------------------


def test_no_browser_keeps_what_an_application_says():
    application, client = at_now(Stage.SCREENING), client_of(people().coordinator)
    address = reverse("application", args=[application.pk])
    answers = [client.get(address)]
    answers += [client.post(f"{address}{verb}/", {"reason": "Ill."}) for verb in ("book", "pause")]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}


def test_nobody_is_let_in_without_a_login():
    application = at_now(Stage.SCREENING)
    for name, arguments in (("application", [application.pk]), ("applications", [])):
        answer = Client().get(reverse(name, args=arguments))
        assert answer["Location"].startswith(reverse("login"))
    assert Client().post(reverse("application_verb", args=[application.pk, "reject"])).status_code == 302
    application.refresh_from_db()
    assert application.stage == "screening"


@pytest.mark.parametrize(
    ("verb", "entered"),
    [
        ("decide", {"outcome": "hire", "reason": "Mine."}),
        ("accept", {}),
        ("decline", {"reason": "Mine."}),
    ],
)
def test_coordinator_neither_decides_nor_sets_offers(verb: str, entered: dict[str, str]):
    application = at_now(Stage.OFFER)
    assert post(application, people().coordinator, verb, **entered).status_code == 403


def test_coordinator_neither_waives_nor_unlocks():
    application = at_now(Stage.SCREENING)
    flag = flagged(held(application, Round.SCREENING), people().interviewer)
    assert post(application, people().coordinator, "waive_flag", flag=flag.pk, reason="Mine.").status_code == 403
    entered = {"scorecard": flag.scorecard_id, "round": "screening", "reason": "Mine."}
    assert post(application, people().coordinator, "unlock", **entered).status_code == 403


@pytest.mark.parametrize("verb", ["advance", "reject", "book", "finish", "accept"])
def test_interviewer_finds_no_application_to_move(verb: str):
    application = at_now(Stage.SCREENING)
    booked(application, Round.SCREENING)
    assert post(application, people().interviewer, verb, reason="Mine.").status_code == 404


def test_nobody_opens_their_own_file():
    application = at_now(Stage.SCREENING, of=candidate("Mara Twin", employee=people().manager))
    assert client_of(people().manager).get(reverse("application", args=[application.pk])).status_code == 404
    assert post(application, people().manager, "reject", reason="Mine.").status_code == 404
    assert "Mara Twin" not in client_of(people().manager).get(reverse("applications")).content.decode()


def test_interviewer_who_follows_a_letter_lands_on_the_scorecard_that_is_still_to_fill_in():
    application = at_now(Stage.SCREENING)
    handed_in(held(application, Round.SCREENING))
    later = booked(application, Round.LIVE_DEBUGGING)
    answer = client_of(people().interviewer).get(reverse("application", args=[application.pk]))
    assert answer["Location"] == reverse("scorecard", args=[card_of(later, people().interviewer).pk])


def test_interviewer_without_a_card_there_finds_nothing():
    application = at_now(Stage.SCREENING)
    booked(application, Round.SCREENING, interviewers=[people().second])
    assert client_of(people().interviewer).get(reverse("application", args=[application.pk])).status_code == 404


def test_only_those_who_set_offers_see_an_amount():
    application = at_now(Stage.DECISION)
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager)
    amounts = {"currency": "EUR", "base": Decimal(123_456), "note": "Not above 123456.", "exception_reason": "No band."}
    offers.make_offer(application, by=people().manager, **amounts)  # type: ignore[arg-type]
    offers.decline(application, reason="Asked for more than 123456.", by=people().manager)
    shown = page(application, people().manager)
    assert "123,456" in shown
    assert "EUR" in shown
    hidden = page(application, people().coordinator)
    assert not re.search(r"123.?456", hidden)
    assert "a year" not in hidden
    assert "Band of" not in hidden
    answer = client_of(people().interviewer).get(reverse("application", args=[application.pk]), follow=True)
    assert not re.search(r"123.?456", answer.content.decode())


def test_offer_shows_its_place_in_the_band():
    application = at_now(Stage.DECISION)
    pipeline.decide(application, outcome=Decision.Outcome.HIRE, reason="Solid.", by=people().manager)
    currency = application.requisition.region.currency
    reason = "Asked for it."
    offers.make_offer(application, currency=currency, base=Decimal(1_000), exception_reason=reason, by=people().manager)
    html = page(application, people().manager)
    assert "below the band" in html
    assert "compa-ratio" in html


def test_blind_reader_sees_that_a_card_is_in_and_nothing_of_it():
    application = at_now(Stage.SCREENING)
    team = people()
    interview = held(application, Round.SCREENING, interviewers=[team.interviewer, team.manager])
    raised = flagged(interview, team.interviewer)
    html = page(application, team.manager)
    assert "1 scorecard submitted, hidden until your own is in" in " ".join(html.split())
    for secret in ("Calm under doubt.", "eleven minutes", raised.evidence, str(raised.definition), "suggests", "mean "):
        assert secret not in html
    assert reverse("scorecard", args=[card_of(interview, team.manager).pk]) in html
    handed_in(interview, team.manager)
    html = page(application, team.manager)
    for told in ("Calm under doubt.", "eleven minutes", raised.evidence, critical_code(), "The arithmetic suggests"):
        assert told in html


def test_blind_reader_learns_no_verdict_or_reason_of_a_result():
    application = at_now(Stage.SCREENING)
    team = people()
    handed_in(held(application, Round.SCREENING))
    booked(application, Round.LIVE_DEBUGGING, interviewers=[team.manager])
    entered = {"round": "screening", "verdict": "strong_yes", "passed": "no", "reason": "Against the cards."}
    done(application, team.coordinator, "conclude", **entered)
    html = page(application, team.manager)
    assert "not passed" in html
    assert "Against the cards." not in html
    assert "verdict “strong yes”" not in html
    assert "Against the cards." in page(application, team.coordinator)


def test_waived_flag_stays_with_its_reason():
    application = at_now(Stage.SCREENING)
    flag = flagged(held(application, Round.SCREENING), people().interviewer)
    flags.waive(flag, reason="Checked by phone.", by=people().manager)
    html = page(application, people().coordinator)
    assert "Waived by Mara" in html
    assert "Checked by phone." in html


def test_matrix_marks_splits_gaps_and_broken_minima_in_words():
    application = at_now(Stage.SCREENING)
    interview = held(application, Round.SCREENING)
    handed_in(interview, people().interviewer, level=1)
    handed_in(interview, people().second, level=3)
    html = page(application, people().coordinator)
    assert "split: 1 against 3" in html
    assert "The arithmetic suggests: not pass" in html
    assert "People decide" in html


# What the page says ---------------------------------------------------------------------------------------------------


def test_page_says_day_standing_turn_and_the_way():
    application = at_now(Stage.TAKE_HOME)
    text = " ".join(re.sub(r"<[^>]+>", " ", page(application, people().coordinator)).split())
    assert "Ada Kovacs" in text
    assert "day 2 of 12" in text
    assert "Screening passed" in text
    assert "Take-home here, not booked" in text
    assert "Turn: Coordinator (Jonas)" in text


def test_past_day_twelve_the_expected_loss_stands_with_its_assumption():
    application = opened(started_at=ago(24 * 14))
    text = " ".join(re.sub(r"<[^>]+>", " ", page(application, people().coordinator)).split())
    assert "72 % still there" in text
    assert "each day past the twelfth loses 15 % of the pipeline, compounding" in text


def test_forecast_stands_with_its_assumptions():
    application = at_now(Stage.LIVE_DEBUGGING)
    booked(application, Round.SCALE_ARCHITECTURE, starts_in=48)
    text = " ".join(re.sub(r"<[^>]+>", " ", page(application, people().coordinator)).split())
    assert "If nothing changes in time: likely" in text
    assert "Likely done" in text
    assert "Live debugging held : over by the date that is booked" in text
    assert "Scale &amp; architecture held : booked for" in text
    assert "Offer sent : 1 d by the plan, give or take a half" in text
    assert "1000 draws (seed 12)" in text


def test_closed_application_has_no_forecast():
    assert "If nothing changes" not in page(at_now(Stage.REJECTED), people().coordinator)


def test_paused_application_shows_elapsed_and_counted_days():
    application = at_now(Stage.SCREENING)
    pauses.pause(application, reason="Ill.", by=people().coordinator)
    Application.objects.filter(pk=application.pk).update(paused_at=ago(3))
    html = page(application, people().coordinator)
    assert "pauses left out" in html
    assert "Ill." in html


def test_every_instant_is_machine_readable():
    html = page(at_now(Stage.TAKE_HOME), people().coordinator)
    times = re.findall(r'<time datetime="([^"]+)">', html)
    assert len(times) > 20
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) for moment in times)


# How many queries -----------------------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_page_asks_as_much_with_one_interview_as_with_three():
    application = at_now(Stage.SCREENING)
    client, address = client_of(people().manager), reverse("application", args=[application.pk])
    flagged(held(application, Round.SCREENING, interviewers=[people().interviewer]), people().interviewer)
    with_one = queries(client, address)
    for round in (Round.LIVE_DEBUGGING, Round.SCALE_ARCHITECTURE):
        flagged(held(application, round), people().interviewer)
        handed_in(application.interviews.get(round=round), people().second)
    assert queries(client, address) == with_one
    assert with_one <= 36


def test_list_asks_as_much_with_one_row_as_with_fifty():
    on = requisition()
    opened(on=on)
    client, address = client_of(people().manager), reverse("applications")
    with_one = queries(client, address)
    for number in range(49):
        opened(on=on, of=candidate(f"Candidate {number}"))
    assert queries(client, address) == with_one
    assert with_one <= 10


# The list -------------------------------------------------------------------------------------------------------------


def listed(user: User, **filters: str) -> list[str]:
    answer = client_of(user).get(reverse("applications"), filters)
    assert answer.status_code == 200
    return re.findall(r'<a href="/applications/\d+/">([^<]+)</a>', answer.content.decode())


def test_list_holds_open_applications_most_urgent_first():
    on = requisition()
    opened(on=on, of=candidate("In Time"), started_at=ago(1))
    opened(on=on, of=candidate("Very Late"), started_at=ago(400))
    opened(on=on, of=candidate("Late"), started_at=ago(60))
    at_now(Stage.REJECTED, on=on, of=candidate("Gone"))
    at_now(Stage.OFFER, on=on, of=candidate("Nothing Due"))
    assert listed(people().coordinator) == ["Very Late", "Late", "In Time", "Nothing Due"]


def test_list_is_narrowed_by_every_filter():
    first, second = requisition(title="First"), requisition(title="Second")
    opened(on=first, of=candidate("Ada Kovacs"), started_at=ago(1))
    opened(on=second, of=candidate("Bela Toth"), started_at=ago(60))
    at_now(Stage.TAKE_HOME, on=second, of=candidate("Cem Kaya"))
    at_now(Stage.REJECTED, on=second, of=candidate("Dora Nagy"))
    coordinator = people().coordinator
    assert listed(coordinator, requisition=str(first.pk)) == ["Ada Kovacs"]
    assert listed(coordinator, standing="breached") == ["Bela Toth"]
    assert listed(coordinator, standing="closed") == ["Dora Nagy"]
    assert listed(coordinator, stage="take_home") == ["Cem Kaya"]
    assert listed(coordinator, stage="rejected") == ["Dora Nagy"]
    assert listed(coordinator, q="toth bel") == ["Bela Toth"]
    assert listed(coordinator, q="nobody") == []


@pytest.mark.parametrize(
    "wrong", [{"requisition": "x"}, {"standing": "x"}, {"stage": "x"}, {"page": "99"}, {"q": "\0"}]
)
def test_list_leaves_out_a_filter_that_it_does_not_know(wrong: dict[str, str]):
    opened(started_at=ago(1))
    assert listed(people().coordinator, **wrong) == ["Ada Kovacs"]


def test_list_goes_on_after_fifty_with_its_filters():
    on = requisition()
    for number in range(51):
        opened(on=on, of=candidate(f"Candidate {number:02}"), started_at=ago(51 - number))
    assert len(listed(people().coordinator)) == 50
    assert listed(people().coordinator, page="2", q="candidate") == ["Candidate 50"]
    answer = client_of(people().coordinator).get(reverse("applications"), {"q": "candidate"})
    assert "?q=candidate&amp;page=2" in answer.content.decode()


def test_list_is_not_for_interviewers():
    assert client_of(people().interviewer).get(reverse("applications")).status_code == 403


def test_a_time_at_the_end_of_the_calendar_is_refused():
    application = at_now(Stage.SCREENING)
    interview = booked(application, Round.SCREENING)
    coordinator = people().coordinator
    last = {"review_at": "9999-12-31T23:30", "reason": "Ill."}
    assert codes(post(application, coordinator, "pause", **last)) == {"max_value"}
    times = {"starts_at": "9999-12-31T23:30", "minutes": "45", "interview": interview.pk, "round": "screening"}
    assert codes(post(application, coordinator, "move", **times)) == {"max_value"}


def test_no_application_has_a_number_beyond_those_of_the_database():
    assert client_of(people().interviewer).get("/applications/99999999999999999999/").status_code == 404
