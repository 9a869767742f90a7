"""How near the titles of two roles are."""

import pytest

from benchmarks.role_nearness import nearness


@pytest.mark.parametrize(
    ("role", "near"),
    [
        ("GPU Cloud Infrastructure Engineer", 5),  # two words, and the family
        ("GPU Engineer", 3),
        ("DevOps Engineer", 1),
        ("Site Reliability Engineer", 1),
        ("ML/AI Engineer", 0),
        ("Senior Software Engineer", 0),  # what most titles say is nothing in common
        ("Data Engineer", 0),
    ],
)
def test_role_is_as_near_as_what_it_shares(role: str, near: int) -> None:
    assert nearness(role, "Senior GPU Infrastructure Engineer") == near


def test_without_a_wanted_role_all_are_alike() -> None:
    assert nearness("GPU Cloud Infrastructure Engineer", "") == 0
