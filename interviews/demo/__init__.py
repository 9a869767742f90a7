"""A made-up team with two requisitions, to try the product on. Development only."""

from interviews.demo.logins import LOGINS
from interviews.demo.story import tell

__all__ = ["LOGINS", "tell"]
