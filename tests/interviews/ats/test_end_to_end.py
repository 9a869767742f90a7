"""An order from its beginning to its end over HTTP, with the vendor as a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from hiring import pipeline
from hiring.stages import Round
from interviews.ats import orders, reporting
from interviews.models import AssessmentOrder, AssessmentReport, InboundEvent
from tests.factories import people
from tests.interviews.ats.ats_world import KEY, concluded, connection, package, up_to

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

HERE = Path(__file__).parent
THEIR_KEY = "ashby-knows-us-by-this"


class Vendor:
    """The process of a scripted vendor: `vendor.do("send_test", ...)`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{self._hear()['port']}"

    def do(self, what: str, **values: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **values}) + "\n")
        self.process.stdin.flush()
        return self._hear()

    def _hear(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the scripted vendor has ended"
        return json.loads(line)


@contextmanager
def running(script: str, *arguments: str) -> Iterator[Vendor]:
    command = [sys.executable, str(HERE / script), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Vendor(process)
        finally:
            process.terminate()


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    settings.SITE_URL, settings.WEBHOOK_ALLOW_PRIVATE = live_server.url, True
    return str(live_server.url)


def the_order() -> AssessmentOrder:
    return AssessmentOrder.objects.select_related("application", "package", "connection").get()


def test_greenhouse_orders_asks_is_told_and_reads_the_result(site: str):
    account = connection()
    offered = package(account)
    with running("scripted_greenhouse.py", f"{site}/ats/greenhouse/acme", KEY) as greenhouse:
        account.remote_url = greenhouse.address
        account.save()

        assert greenhouse.do("list_tests")["body"] == [
            {"partner_test_id": offered.key, "partner_test_name": offered.name}
        ]
        first = greenhouse.do("send_test", test=offered.key, path="/take_home_tests/1")
        again = greenhouse.do("send_test", test=offered.key, path="/take_home_tests/1")
        assert (first["status"], again) == (200, first)
        ours = first["body"]["partner_interview_id"]
        assert greenhouse.do("send_test", test="nope", path="/take_home_tests/2")["status"] == 404
        before = greenhouse.do("test_status", interview=ours)
        assert (before["body"]["partner_status"], before["wrong"]) == ("not_started", [])
        assert greenhouse.do("test_status")["status"] == 400
        assert greenhouse.do("test_status", interview="nope")["status"] == 404

        order = the_order()
        up_to(order, Round.TAKE_HOME)
        concluded(order, Round.TAKE_HOME)
        assert greenhouse.do("heard") == []  # written with the result, sent afterwards

        # It fails, then answers so slowly that we stop waiting, and asks for the status in the meantime.
        greenhouse.do("behave", patches=[500, "slow", "ok"])
        now = timezone.now()
        assert reporting.send_due(now=now) == (0, 1)
        assert reporting.send_due(now=now + timedelta(minutes=1)) == (0, 1)
        assert AssessmentReport.objects.get().state == "ready"
        assert reporting.send_due(now=now + timedelta(minutes=5)) == (1, 0)
        assert reporting.send_due(now=now + timedelta(minutes=9)) == (0, 0)

        patches = greenhouse.do("heard")
        assert len(patches) == 3
        for patch in patches:
            assert (patch["method"], patch["path"], patch["length"]) == ("PATCH", "/take_home_tests/1", 0)
            assert patch["known_key"]
        meanwhile = patches[1]["status_meanwhile"]
        assert (meanwhile["body"]["partner_status"], meanwhile["wrong"]) == ("complete", [])

        after = greenhouse.do("test_status", interview=ours)["body"]
        assert (after["partner_status"], after["partner_score"]) == ("complete", 67)
        profile = greenhouse.do("open_profile", url=after["partner_profile_url"])
        assert profile["status"] == 200
        assert "Mira" in profile["body"]
        assert "Okafor" not in profile["body"]
        assert greenhouse.do("open_profile", url=after["partner_profile_url"][:-4] + "abc/")["status"] == 404

        assert not InboundEvent.objects.exists()  # nothing of what we said was wrong
        assert greenhouse.do("complain", interview=ours) == {"status": 200, "body": {"status": 200}}
        assert InboundEvent.objects.get().subject == ours


def test_greenhouse_with_another_key_is_kept_out_and_is_given_up_on(site: str):
    account = connection()
    offered = package(account)
    with running("scripted_greenhouse.py", f"{site}/ats/greenhouse/acme", KEY) as greenhouse:
        account.remote_url = greenhouse.address
        account.save()
        greenhouse.do("send_test", test=offered.key, path="/take_home_tests/1")
        order = the_order()
        up_to(order, Round.TAKE_HOME)
        concluded(order, Round.TAKE_HOME)
        account.api_key = "another"
        account.save()
        assert greenhouse.do("list_tests")["status"] == 401
        assert reporting.send_due() == (0, 1)
        report = AssessmentReport.objects.get()
        assert (report.state, "401" in report.answer) == ("dead", True)


def test_ashby_orders_and_hears_of_the_start_and_the_result(site: str):
    account = connection("ashby", remote_key=THEIR_KEY)
    offered = package(account, "full_process")
    with running("scripted_ashby.py", f"{site}/ats/ashby/acme", KEY, THEIR_KEY) as ashby:
        account.remote_url = ashby.address
        account.save()
        [listed] = ashby.do("list")["body"]["results"]
        assert listed["assessment_type_id"] == str(offered.public_id)
        begun = ashby.do("start", kind=listed["assessment_type_id"])
        assert (begun["status"], begun["body"]["success"]) == (200, True)
        theirs = begun["body"]["results"]["assessment_id"]
        assert ashby.do("start", kind=listed["assessment_type_id"])["status"] == 409

        order = the_order()
        ashby.do("behave", updates=[503, "ok"])
        up_to(order, Round.SCREENING)
        orders.notice_results(now=timezone.now())
        now = timezone.now()
        assert reporting.send_due(now=now) == (0, 1)
        for round in Round:
            concluded(order, round)
        assert reporting.send_due(now=now + timedelta(seconds=1)) == (0, 0)  # the result waits behind the start
        assert reporting.send_due(now=now + timedelta(minutes=1)) == (2, 0)

        heard = ashby.do("heard")
        assert [call["wrong"] for call in heard["calls"]] == ["", "", ""]
        assert heard["assessments"][theirs] | {"timestamp": 0} == {"timestamp": 0, "state": "completed", "score": 67}
        assert ashby.do("cancel", assessment=theirs)["status"] == 422


def test_ashby_cancels_and_orders_again_and_hears_when_the_candidate_leaves(site: str):
    account = connection("ashby", remote_key=THEIR_KEY)
    kind = str(package(account).public_id)
    with running("scripted_ashby.py", f"{site}/ats/ashby/acme", KEY, THEIR_KEY) as ashby:
        account.remote_url = ashby.address
        account.save()
        first = ashby.do("start", kind=kind)["body"]["results"]["assessment_id"]
        assert ashby.do("cancel", assessment=first)["status"] == 200
        second = ashby.do("start", kind=kind)["body"]["results"]["assessment_id"]
        application = AssessmentOrder.objects.get(public_id=second).application
        assert application is not None
        pipeline.withdraw(application, by=people().coordinator, reason="Took another job.")
        orders.notice_results(now=timezone.now())
        assert reporting.send_due() == (2, 0)
        states = {name: known["state"] for name, known in ashby.do("heard")["assessments"].items()}
        assert states == {first: "cancelled", second: "cancelled"}
