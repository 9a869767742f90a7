"""How many calls a key may make a minute: counted for all processes together, told with every answer."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from hiring.models import ApiToken

logger = logging.getLogger(__name__)

WINDOW = 60
"""Seconds."""
POLICY = "default"


class CallsPerMinute(BaseThrottle):
    """A fixed window for each key, or each person on the staff. Without a counter everybody may go on."""

    def allow_request(self, request: Request, view: Any) -> bool:
        limit = settings.API_CALLS_PER_MINUTE
        if not limit or not request.user or not request.user.is_authenticated:
            return True
        now = time.time()
        window, self.reset = int(now // WINDOW), WINDOW - int(now % WINDOW)
        used = _count(f"api-calls:{_caller(request)}:{window}")
        if used is None:
            return True
        request._request.rate_limit = (limit, max(0, limit - used), self.reset)  # type: ignore[attr-defined]
        return used <= limit

    def wait(self) -> float:
        return self.reset


class RateLimitHeaders:
    """Middleware: tells who calls the API how many calls are left, in the standard's words and in the older ones."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if told := getattr(request, "rate_limit", None):
            limit, left, reset = told
            response.headers["RateLimit-Policy"] = f'"{POLICY}";q={limit};w={WINDOW}'
            response.headers["RateLimit"] = f'"{POLICY}";r={left};t={reset}'
            response.headers["X-RateLimit-Limit"] = str(limit)
            response.headers["X-RateLimit-Remaining"] = str(left)
            response.headers["X-RateLimit-Reset"] = str(reset)
        return response


def _caller(request: Request) -> str:
    token = request.auth
    return f"token:{token.pk}" if isinstance(token, ApiToken) else f"user:{request.user.pk}"


def _count(key: str) -> int | None:
    """How many calls that makes in this window; None where nobody counts."""
    try:
        try:
            return int(cache.incr(key))
        except ValueError:  # the first call of the window
            return 1 if cache.add(key, 1, timeout=2 * WINDOW) else int(cache.incr(key))
    except (RedisError, OSError) as problem:
        logger.warning("calls are not counted: %s", problem)
    except ValueError:  # it ran out between the two
        return 1
    return None
