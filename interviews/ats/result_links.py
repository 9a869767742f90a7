"""Which address shows how an order stands, to whoever was given it."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from interviews.models import AssessmentOrder

SALT = "interviews.ats.result"


def address(order: AssessmentOrder) -> str:
    """The public address of an order's result page: without its signature nobody finds it."""
    _public_id, _colon, signature = _signer().sign(str(order.public_id)).rpartition(":")
    return settings.SITE_URL + reverse("assessment_result", args=[order.public_id, signature])


def is_genuine(public_id: UUID, signature: str) -> bool:
    """Whether the signature of an address was made here, for that order."""
    try:
        _signer().unsign(f"{public_id}:{signature}")
    except BadSignature:
        return False
    return True


def _signer() -> Signer:
    return Signer(salt=SALT)
