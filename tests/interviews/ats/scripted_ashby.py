"""Ashby as its documentation of assessments describes it: `python scripted_ashby.py <start> <our key> <its key>`.

It refuses an update whose timestamp does not rise, whose identifiers repeat, or that says too little; it does so with
a status of 200, as its API does.
"""

import json
import sys
import threading
from typing import Any

from scripted import Heard, basic, call, listen, obey

START, KEY, OWN_KEY = sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3]
TYPES = {"numeric_score", "numeric_duration_minutes", "url", "string", "boolean_success"}
VALUES = ("assessment_status", "assessment_profile_url", "assessment_result", "cancelled_reason")


class Ashby:
    """One organisation."""

    def __init__(self) -> None:
        self.behaviour: list[Any] = ["ok"]
        self.calls: list[Any] = []
        self.assessments: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()

    def list(self) -> Any:
        return self._ask("assessment.list", {})

    def start(self, kind: str, application: str = "app-1") -> Any:
        body = {
            "assessment_type_id": kind,
            "candidate": {
                "ashby_id": "cand-1",
                "first_name": "Mira",
                "last_name": "Okafor",
                "email": "mira.okafor@example.com",
                "ashby_profile_url": "https://app.ashbyhq.com/candidates/cand-1",
            },
            "application": {"ashby_id": application, "status": "Active"},
            "job": {"ashby_id": "job-1", "name": "Engineer", "ashby_job_url": "https://x.example", "hiringTeam": []},
        }
        answer = self._ask("assessment.start", body)
        if answer["status"] == 200:
            self.assessments[answer["body"]["results"]["assessment_id"]] = {"timestamp": 0, "state": "ordered"}
        return answer

    def cancel(self, assessment: str) -> Any:
        return self._ask("assessment.cancel", {"assessment_id": assessment})

    def behave(self, updates: Any) -> Any:
        self.behaviour = updates
        return "so it shall be"

    def heard(self) -> Any:
        with self.lock:
            return {"calls": self.calls, "assessments": self.assessments}

    def hear(self, heard: Heard) -> tuple[int, Any]:
        with self.lock:
            how = self.behaviour[min(len(self.calls), len(self.behaviour) - 1)]
            body = json.loads(heard.body or b"null")
            wrong = self._wrong(heard, body) if how == "ok" else ""
            self.calls.append({"path": heard.path, "body": body, "wrong": wrong, "answered": how})
            if how != "ok":
                return how, None
            if heard.headers.get("authorization") != basic(OWN_KEY):
                return 401, None
            if wrong:
                return 200, {"success": False, "errorInfo": {"code": "invalid_input", "message": wrong}}
            self._take(body)
            return 200, {"success": True, "results": {"assessment_id": body["assessment_id"]}}

    def _wrong(self, heard: Heard, body: dict[str, Any]) -> str:
        known = self.assessments.get(body.get("assessment_id", ""))
        if (heard.method, heard.path) != ("POST", "/assessment.update") or known is None:
            return "no such assessment"
        if not isinstance(body.get("timestamp"), int) or body["timestamp"] <= known["timestamp"]:
            return "the timestamp does not rise"
        values = [body[name] for name in VALUES if name in body] + body.get("metadata", [])
        if any(value["type"] not in TYPES or not value["label"] for value in values):
            return "a value without type or label"
        if len({value["identifier"] for value in values}) != len(values):
            return "identifiers repeat"
        if "assessment_status" not in body and "cancelled_reason" not in body:
            return "the status is missing"
        if "assessment_result" in body and body.get("assessment_profile_url", {}).get("type") != "url":
            return "a result without the address of its page"
        return ""

    def _take(self, body: dict[str, Any]) -> None:
        known = self.assessments[body["assessment_id"]]
        known["timestamp"] = body["timestamp"]
        if "cancelled_reason" in body:
            known["state"] = "cancelled"
        elif "assessment_result" in body:
            known |= {"state": "completed", "score": body["assessment_result"]["value"]}
        elif body["assessment_status"]["value"] == "Started":
            known["state"] = "started"

    def _ask(self, place: str, body: Any) -> Any:
        status, said = call("POST", f"{START}/{place}", authorization=basic(KEY), body=body)
        return {"status": status, "body": said}


if __name__ == "__main__":
    ashby = Ashby()
    obey(listen(ashby.hear), {name: getattr(ashby, name) for name in ("list", "start", "cancel", "behave", "heard")})
