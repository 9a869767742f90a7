"""Whose turn it is with an offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from hiring.models import ApprovalSeat, Offer, OfferApproval, User
from hiring.models.offer import IN_PREPARATION

State = Offer.State


@dataclass(frozen=True)
class Turn:
    """Who has to act now, and what they have to do; nobody once it is answered for good.

    `people` are those who may do it, as far as they are named; `who` also names roles and the candidate.
    """

    who: str
    to_do: str
    people: tuple[User, ...] = ()

    @property
    def text(self) -> str:
        """Such as “Nora and Ben to approve”; empty where nobody has to act."""
        return f"{self.who} {self.to_do}" if self.who else ""

    def is_of(self, user: User) -> bool:
        """Whether the user is one of those who have to act."""
        return any(person.pk == user.pk for person in self.people)


NOBODY = Turn("", "")


def with_approvals(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """The offers with what `turn` reads, in two further queries however many there are."""
    seats = Prefetch("seats", ApprovalSeat.objects.select_related("user").order_by("pk"))
    return offers.prefetch_related(Prefetch("approvals", OfferApproval.objects.prefetch_related(seats)))


def turn(offer: Offer) -> Turn:
    """Whose turn it is with an offer of `with_approvals`, whose application comes with its people."""
    manager, candidate = offer.application.requisition.hiring_manager, offer.application.candidate
    if offer.application.is_closed:
        return NOBODY
    match State(offer.state):
        case State.DRAFT:
            author = offer.drafted_by or manager
            return Turn(str(author), "to submit it", (author,))
        case State.IN_APPROVAL:
            asked = tuple(seat.user for seat in open_seats([offer]))
            return Turn(listed([str(person) for person in asked]), "to approve", asked)
        case State.APPROVED:
            return Turn(str(manager), "to extend it", (manager,))
        case State.EXTENDED:
            return Turn(str(candidate), "to answer")
        case State.DECLINED | State.EXPIRED | State.RESCINDED:
            return Turn(str(manager), "to prepare another, or to close the application", (manager,))
    return NOBODY


def current(offers: Sequence[Offer]) -> Offer | None:
    """The version that all is about: what is prepared, else what waits for its answer, else the newest that the
    candidate was told of, else the newest that was not replaced. The offers come newest first."""
    standing = [offer for offer in offers if offer.state != State.SUPERSEDED]
    prepared = (offer for offer in standing if offer.state in IN_PREPARATION)
    extended = (offer for offer in standing if offer.state == State.EXTENDED)
    told = (offer for offer in standing if not offer.is_discarded)
    return next(prepared, None) or next(extended, None) or next(told, None) or next(iter(standing), None)


def open_approval(offer: Offer) -> OfferApproval | None:
    """The step of the chain whose turn it is."""
    if offer.state != State.IN_APPROVAL:
        return None
    return next((one for one in offer.approvals.all() if is_open(one)), None)


def sent_back(offer: Offer) -> ApprovalSeat | None:
    """With which answer an offer became a draft again."""
    seats = [seat for approval in offer.approvals.all() for seat in approval.seats.all()]
    found = [seat for seat in seats if seat.answer == ApprovalSeat.Answer.SENT_BACK]
    return found[-1] if found and offer.state == State.DRAFT else None


def is_open(approval: OfferApproval) -> bool:
    """Whether a step is asked now: opened, neither complete nor void."""
    return approval.opened_at is not None and approval.completed_at is None and approval.voided_at is None


def open_seats(offers: Iterable[Offer]) -> list[ApprovalSeat]:
    """The seats that may answer now."""
    asked = (approval for offer in offers if (approval := open_approval(offer)))
    return [seat for approval in asked for seat in approval.seats.all() if not seat.answer]


def has_to_approve(user: User) -> bool:
    """Whether an open step of a chain waits for the user's answer: one query, none for those who see no offers."""
    if not user.has_perms(("hiring.view_offer", "hiring.approve_offer")):
        return False
    asked = OfferApproval.objects.filter(opened_at__isnull=False, completed_at=None, voided_at=None)
    waiting = asked.filter(seats__user=user, seats__answer="", offer__state=State.IN_APPROVAL)
    return waiting.filter(offer__application__closed_at=None).exists()


def listed(names: Sequence[str]) -> str:
    """Names as they stand in a sentence: “Ada, Ben and Cem”."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
