"""Greenhouse as its documentation of the Assessment API describes it: `python scripted_greenhouse.py <start> <key>`.

It brings its key by Basic, and believes no answer: what does not validate goes to `response_error`. A PATCH makes it
call `test_status` before it answers. How it answers them is told by the test: "ok", "slow", or a status.
"""

import sys
import threading
import time
from typing import Any

from scripted import Heard, basic, call, listen, obey

START, KEY = sys.argv[1].rstrip("/"), sys.argv[2]
SLOW_SECONDS = 16.5
"""Longer than anybody should wait for an answer."""
PRIMITIVES = (str, int, float, bool, type(None))


class Greenhouse:
    """One customer's account."""

    own = ""

    def __init__(self) -> None:
        self.behaviour: list[Any] = ["ok"]
        self.tests: dict[str, str] = {}
        """Our path of a test that was sent, to the partner's id of it."""
        self.patches: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    def list_tests(self) -> Any:
        status, body = self._ask("GET", "list_tests")
        right = isinstance(body, list) and all(
            isinstance(one, dict)
            and isinstance(one.get("partner_test_id"), str)
            and isinstance(one.get("partner_test_name"), str)
            for one in body
        )
        return self._checked("list_tests", status, body, [] if right else ["not an array of tests"])

    def send_test(self, test: str, path: str, **changes: Any) -> Any:
        candidate = {
            "first_name": "Mira",
            "last_name": "Okafor",
            "preferred_name": "Mimi",
            "resume_url": None,
            "phone_number": None,
            "email": "mira.okafor@example.com",
            "greenhouse_profile_url": "https://app.greenhouse.io/people/880011?application_id=990022",
        }
        body = {"partner_test_id": test, "candidate": candidate, "sent_by": None, "url": f"{self.own}{path}"}
        status, said = self._ask("POST", "send_test", body | changes)
        if status == 200:
            self.tests[path] = said["partner_interview_id"]
        return {"status": status, "body": said}

    def test_status(self, interview: str = "") -> Any:
        status, body = self._ask("GET", "test_status" + (f"?partner_interview_id={interview}" if interview else ""))
        wrong = []
        if status == 200:
            score, metadata = body.get("partner_score"), body.get("metadata") or {}
            if not isinstance(body.get("partner_status"), str):
                wrong.append("partner_status is missing")
            if body.get("partner_status") == "complete" and not body.get("partner_profile_url"):
                wrong.append("partner_status is 'complete' but partner_profile_url is missing")
            if isinstance(score, bool) or not isinstance(score, int | float | type(None)):
                wrong.append("partner_score is not a number")
            if not all(isinstance(value, PRIMITIVES) for value in metadata.values()):
                wrong.append("metadata is not flat")
        return self._checked("test_status", status, body, wrong)

    def open_profile(self, url: str) -> Any:
        """As the customer's user does: with no key, from anywhere."""
        status, page = call("GET", url)
        return {"status": status, "body": page}

    def complain(self, interview: str) -> Any:
        body = {"api_call": "test_status", "errors": ["made up by the script"], "partner_interview_id": interview}
        status, said = self._ask("POST", "response_error", body)
        return {"status": status, "body": said}

    def behave(self, patches: list[Any]) -> Any:
        self.behaviour = patches
        return "so it shall be"

    def heard(self) -> Any:
        with self.lock:
            return self.patches

    def hear(self, heard: Heard) -> tuple[int, Any]:
        with self.lock:
            number = len(self.patches)
            patch: dict[str, Any] = {"method": heard.method, "path": heard.path, "length": len(heard.body)}
            patch["known_key"] = heard.headers.get("authorization") == basic(KEY)
            self.patches.append(patch)
        how = self.behaviour[min(number, len(self.behaviour) - 1)]
        if heard.method != "PATCH" or heard.path not in self.tests:
            return 404, None
        if not patch["known_key"]:
            return 401, None
        if isinstance(how, int):
            return how, None
        patch["status_meanwhile"] = self.test_status(self.tests[heard.path])
        if how == "slow":
            time.sleep(SLOW_SECONDS)
        return 200, None

    def _ask(self, method: str, place: str, body: Any = None) -> tuple[int, Any]:
        return call(method, f"{START}/{place}", authorization=basic(KEY), body=body)

    def _checked(self, name: str, status: int, body: Any, wrong: list[str]) -> Any:
        if wrong:
            self._ask("POST", "response_error", {"api_call": name, "errors": wrong})
        return {"status": status, "body": body, "wrong": wrong}


if __name__ == "__main__":
    greenhouse = Greenhouse()
    port = listen(greenhouse.hear)
    greenhouse.own = f"http://127.0.0.1:{port}"
    names = ("list_tests", "send_test", "test_status", "open_profile", "complain", "behave", "heard")
    obey(port, {name: getattr(greenhouse, name) for name in names})
