"""The document that describes the API is the one in git, valid, and served without another machine."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator, FormatChecker

from config import api_examples
from config.env import BASE_DIR
from hiring import tokens
from hiring.api import examples
from hiring.models import User

COMMITTED = BASE_DIR / "config" / "openapi.json"
REFRESH = "python manage.py spectacular --validate --fail-on-warn --format openapi-json --file config/openapi.json"


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_document_in_git_is_that_of_the_code(tmp_path):
    made = tmp_path / "openapi.json"
    call_command("spectacular", "--fail-on-warn", format="openapi-json", file=str(made))
    assert json.loads(made.read_text()) == json.loads(COMMITTED.read_text()), f"refresh it: {REFRESH}"


def test_the_document_is_valid(schema):
    validate_schema(schema)
    assert schema["openapi"] == "3.1.0"


def operations(schema):
    return [operation for methods in schema["paths"].values() for operation in methods.values()]


def test_every_operation_names_its_scope_and_its_problems(schema):
    found = operations(schema)
    assert len(found) > 70
    for operation in found:
        (scope,) = operation["security"][0]["key"]
        assert scope in tokens.SCOPES
        assert f"Needs the scope `{scope}`." in operation["description"]
        assert operation["responses"]["403"] == {"$ref": "#/components/responses/Problem403"}
    used = {operation["security"][0]["key"][0] for operation in found}
    assert used == set(tokens.SCOPES)


def test_names_of_operations_and_schemas_were_chosen(schema):
    names = [operation["operationId"] for operation in operations(schema)]
    assert len(set(names)) == len(names)
    assert {"applications_list", "applications_create", "applications_advance", "scorecards_submit"} <= set(names)
    assert {"Stage", "RoundName", "Standing", "Problem", "Application"} <= set(schema["components"]["schemas"])


def test_an_answer_says_what_may_be_null(schema):
    application = schema["components"]["schemas"]["Application"]
    assert set(application["required"]) == set(application["properties"])
    assert application["properties"]["closed_at"]["type"] == ["string", "null"]


@pytest.mark.django_db
def test_the_document_and_its_page_are_served():
    client = Client()
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"] == "3.1.0"
    page = client.get("/api/v1/docs/").content.decode()
    assert 'src="/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"' in page
    assert "://" not in page.replace("http://www.w3.org", "")
    assert not User.objects.exists()


def bodies(schema):
    """Each body of JSON that is sent or answered well, with where it is."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            answers = [each for status, each in operation["responses"].items() if status.startswith("2")]
            for body in (operation.get("requestBody", {}), *answers):
                if content := body.get("content", {}).get("application/json"):
                    yield f"{method} {path}", content


def test_every_body_has_an_example_that_its_schema_allows(schema):
    components = {"components": schema["components"]}
    named = set()
    for where, content in bodies(schema):
        assert content["examples"], where
        for example in content["examples"].values():
            name = example.get("$ref", "").rpartition("/")[2]
            if name and name in named:
                continue
            value = schema["components"]["examples"][name]["value"] if name else example["value"]
            Draft202012Validator({**content["schema"], **components}, format_checker=FormatChecker()).validate(value)
            named.add(name)
    assert named - {""} == set(schema["components"]["examples"])
    assert set(api_examples.OBJECTS) <= set(schema["components"]["schemas"])


def test_no_example_is_made_of_what_nobody_said(schema):
    with pytest.raises(examples.Unknown, match=r"^Candidate\.created_at$"):
        examples.Examples(
            schema["components"]["schemas"], {"Candidate": {"id": 1}}, {"email": "a@example.com"}
        ).component("Candidate")


def test_operations_are_named_in_one_style(schema):
    names = [operation["operationId"] for operation in operations(schema)]
    assert [name for name in names if not re.fullmatch("[a-z_]+", name)] == []
    assert {"raised_flags_waive", "webhook_endpoints_rotate", "candidates_by_external_id", "users_list"} <= set(names)


def test_the_document_says_where_and_by_what_key(schema):
    assert schema["servers"] == [{"url": "/", "description": "This installation."}]
    schemes = {name: each.get("scheme") for name, each in schema["components"]["securitySchemes"].items()}
    assert schemes == {"key": "bearer", "key_as_basic": "basic", "session": None}
    assert "Basic" in schema["info"]["description"]
    for operation in operations(schema):
        first, second, *_session = operation["security"]
        assert first["key"] == second["key_as_basic"]


def test_closed_lists_are_lists_and_amounts_are_not_negative(schema):
    components = schema["components"]["schemas"]
    assert components["ScorecardVerdict"]["enum"] == ["strong_no", "no", "yes", "strong_yes", "no_decision"]
    assert components["LevelEnum"]["enum"] == [1, 2, 3, 4]
    for name in ("Scorecard", "ContentInput", "SubmitInput"):
        assert {"$ref": "#/components/schemas/ScorecardVerdict"} in components[name]["properties"]["verdict"]["oneOf"]
    for name in ("Rating", "RatingInput"):
        assert {"$ref": "#/components/schemas/LevelEnum"} in components[name]["properties"]["level"]["oneOf"]
    base = components["OfferDraftInput"]["properties"]["base"]
    assert (base["minimum"], re.fullmatch(base["pattern"], "-1"), bool(re.fullmatch(base["pattern"], "1.50"))) == (
        0,
        None,
        True,
    )
    read_only = [part for each in components.values() for part in each.get("properties", {}).values()]
    assert [part for part in read_only if part.get("readOnly") and "default" in part] == []
