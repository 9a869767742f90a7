"""What a refusal says, field by field."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def by_field(refusal: ValidationError) -> dict[str, list[ValidationError]]:
    """The errors of a refusal by the field that they are about; under "" what is about none."""
    if not hasattr(refusal, "error_dict"):
        return {"": refusal.error_list}
    return {"" if name == NON_FIELD_ERRORS else name: errors for name, errors in refusal.error_dict.items()}
