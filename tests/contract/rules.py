"""What a document cannot say of a request, and what is therefore no failure of the API that keeps to it."""

from typing import Any

from schemathesis import Case, Response
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.jsonschema import make_validator
from schemathesis.openapi.checks import RejectedPositiveData

SAID_BY_THE_DOCUMENT = frozenset(
    {
        "blank",
        "empty",
        "incorrect_type",
        "invalid",
        "invalid_choice",
        "invalid_limit",
        "max_length",
        "max_value",
        "min_length",
        "min_value",
        "not_a_boolean",
        "not_a_list",
        "null",
        "required",
        "unknown_field",
        "unknown_parameter",
        "wrong_kind",
    }
)
"""Problems that no request has which keeps to the document. All others are rules of hiring: ids that nobody has,
cursors that are not ours, an end before its start, a currency without a market."""
RULES_OF_FIELDS = {
    ("invalid", "profile_url"),  # an http(s) address with a host that could be one
    ("invalid", "email"),  # fewer addresses than RFC 5321 allows
    ("min_value", "amount"),  # a number in the text of a query
    # What only a row that is new needs: a PUT of one that is there, or a candidate who is known, goes without.
    *(("required", name) for name in ("name", "email", "title", "hiring_manager", "coordinator")),
    *(("required", name) for name in ("requisition", "candidate")),
}
"""Where the document has no words for what is wrong with a value."""


def is_a_rule(failure: Failure, case: Case, response: Response) -> bool:
    """Whether a failed check is the work of a rule that the document has no words for."""
    if isinstance(failure, RejectedPositiveData):
        # 428: the header is there, and empty
        return response.status_code in (400, 412, 422, 428) and not _said(case, response.json())
    if isinstance(failure, AcceptedNegativeData):
        return _is_valid(case, as_read(case.body))
    return False


def _said(case: Case, problem: dict[str, Any]) -> bool:
    """Whether the document ought to have said one of the things that are wrong."""
    found = [(error["code"], (error["field"] or "").rpartition(".")[2]) for error in problem["errors"]]
    found = found or [(problem["code"], "")]
    wrong = [
        (code, field) for code, field in found if code in SAID_BY_THE_DOCUMENT and (code, field) not in RULES_OF_FIELDS
    ]
    blank_alone = all(code in ("blank", "required") for code, _field in wrong)
    return bool(wrong) and not (blank_alone and as_read(case.body) != case.body)


def as_read(value: Any) -> Any:
    """A body as the API reads it: without the blanks around texts."""
    if isinstance(value, dict):
        return {name: as_read(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_read(each) for each in value]
    return value.strip() if isinstance(value, str) else value


def _is_valid(case: Case, body: Any) -> bool:
    """Whether only the blanks around its texts made a body wrong."""
    if body == case.body or not isinstance(body, dict):
        return False
    alternative = case.operation.get_body_for_media_type(case.media_type)
    if alternative is None:
        return False
    validator = case.operation.schema.adapter.jsonschema_validator_cls
    return bool(make_validator(alternative.optimized_schema, validator).is_valid(body))
