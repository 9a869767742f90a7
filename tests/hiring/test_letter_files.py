import pytest

from hiring import letter_files
from hiring.models import Offer


@pytest.mark.parametrize("manner", ["inline", "attachment"])
def test_a_letter_is_named_after_its_version_and_kept_by_nothing(manner):
    assert letter_files.headers(Offer(application_id=7, version=2), manner) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'{manner}; filename="offer-7-version-2.pdf"',
        "Cache-Control": "private, no-store",
    }


def test_a_sample_is_nobody_s():
    assert 'filename="sample.pdf"' in letter_files.headers(None, "inline")["Content-Disposition"]
