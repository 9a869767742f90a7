"""The document that describes the API is the one in git, valid, and served without another machine."""

import json

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from config.env import BASE_DIR
from hiring import tokens
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
