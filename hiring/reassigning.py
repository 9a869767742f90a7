"""Who owns what is still to be done once a requisition has another coordinator or hiring manager."""

from datetime import datetime

from hiring import deadlines, history, reminders
from hiring.models import Application, Deadline, Requisition, User


def reassign(requisition: Requisition, *, by: User | None, now: datetime) -> int:
    """Give the open deadlines of a locked requisition to those whom it names now. Returns how many changed hands.

    Whoever holds an interview, owes a scorecard or approves an offer keeps it. Reminders that are still to come move
    into the hours of the new owner; the history of each application says that it was handed over.
    """
    handed_over = 0
    running = Application.objects.filter(requisition=requisition).open().select_for_update(of=("self",))
    for application in running.select_related("candidate", "policy").order_by("pk"):
        application.requisition = requisition
        standing = Deadline.objects.filter(application=application, state__in=deadlines.RUNNING)
        changed = []
        for deadline in standing.exclude(party__in=deadlines.OWNED_BY_NAME):
            owner = deadlines.owner_of(deadline.party, application)
            if deadline.owner_id != owner.pk:
                deadline.owner = owner
                changed.append(deadline)
        if changed:
            Deadline.objects.bulk_update(changed, ["owner"])
            reminders.place_anew(changed, application)
            kinds = [deadline.kind for deadline in changed]
            history.write(application, "hand_over", by=by, now=now, data={"deadlines": kinds})
            handed_over += len(changed)
    return handed_over
