"""How a vendor's call is answered: by its adapter, once its key is right."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from benchmarks.refusals import by_field
from hiring import clock
from interviews.ats import connections, vendors
from interviews.ats.calls import LARGEST, Call, CallRefused, Reply
from interviews.models import AtsConnection

NO_KEY = CallRefused(401, "This is not a key of this connection.", code="unauthenticated")


def answer(
    *,
    vendor: str,
    slug: str,
    place: str,
    method: str,
    authorization: str,
    query: Mapping[str, str],
    body: bytes,
    too_large: bool = False,
    now: datetime | None = None,
) -> Reply | None:
    """The answer to one call; None where there is no such connection or address.

    `too_large`: the body was not even read.
    """
    connection = AtsConnection.objects.filter(vendor=vendor, slug=slug).select_related("acts_as").first()
    if connection is None or not vendors.orders_here(vendor):
        return None
    adapter, now = vendors.adapter(vendor), now or clock.database_now()
    found = [(address, match) for address in adapter.ADDRESSES if (match := re.fullmatch(address.pattern, place))]
    if not found:
        return None
    try:
        if not connections.opens(connection, authorization, schemes=adapter.SCHEMES, now=now):
            raise NO_KEY
        if too_large or len(body) > LARGEST:
            raise CallRefused(413, f"The body is larger than {LARGEST} bytes.", code="too_large")
        for address, match in found:
            if address.method == method:
                return address.answer(Call(connection, query, body, now, match[1] if match.lastindex else ""))
        allowed = ", ".join(address.method for address, _match in found)
        refused = CallRefused(405, f"This address takes {allowed}.", code="method_not_allowed")
        return Reply(405, adapter.refusal(refused), allowed)
    except CallRefused as refused:
        return Reply(refused.status, adapter.refusal(refused))
    except (ValidationError, PermissionDenied) as refusal:
        return Reply(422, adapter.refusal(_refused(refusal)))


def _refused(refusal: ValidationError | PermissionDenied) -> CallRefused:
    if isinstance(refusal, PermissionDenied):
        return CallRefused(422, str(refusal) or "This may not be done.", code="permission_denied")
    fields = {name: errors[0].messages[0] for name, errors in by_field(refusal).items() if name}
    return CallRefused(422, " ".join(refusal.messages), fields, "refused")
