from django.core.exceptions import ValidationError

from benchmarks.refusals import by_field


def codes(refusal: ValidationError) -> dict[str, list[str | None]]:
    return {name: [error.code for error in errors] for name, errors in by_field(refusal).items()}


def test_errors_stand_under_their_field():
    base, signing = ValidationError("No.", code="base"), ValidationError("Nor this.", code="signing")
    assert codes(ValidationError({"base": base, "signing": signing})) == {"base": ["base"], "signing": ["signing"]}


def test_what_is_about_no_field_stands_under_no_name():
    assert codes(ValidationError("No.", code="closed")) == {"": ["closed"]}
    assert codes(ValidationError({"__all__": ValidationError("No.", code="twice")})) == {"": ["twice"]}
    assert codes(ValidationError([ValidationError("A.", code="a"), ValidationError("B.", code="b")])) == {
        "": ["a", "b"]
    }
