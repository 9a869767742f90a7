"""What the addresses with amounts have in common."""

from __future__ import annotations

from rest_framework.views import APIView


class PayAddress(APIView):
    """Pay: for keys with its scope; no cache on the way keeps an answer, and none gives it to the next key."""

    required_scopes = {"read": "pay:read"}

    @property
    def default_response_headers(self) -> dict[str, str]:
        return {**super().default_response_headers, "Cache-Control": "private, no-store", "Vary": "Authorization"}
