"""What hiring remembers, one file for each aggregate."""

from hiring.models.application import Application, ApplicationEvent, Decision, RoundResult
from hiring.models.approval import ApprovalSeat, ApprovalStep, OfferApproval
from hiring.models.calendar import CalendarException, WorkCalendar
from hiring.models.candidate import Candidate, CandidateErasure
from hiring.models.clock import Acknowledgement, ClockEvent, Deadline, SlaPolicy
from hiring.models.expectation import Expectation
from hiring.models.idempotency import IdempotentCall
from hiring.models.letter import LetterTemplate
from hiring.models.offer import Offer, OfferRead
from hiring.models.outbox import EngineCount, EngineState, InboxItem, MailboxMail, Message, Reminder
from hiring.models.people import User
from hiring.models.reference import ChecklistPoint, LandscapeCategory, MarketFact, RoleScope, SourcingChannel
from hiring.models.requisition import ChecklistAnswer, Panelist, Requisition
from hiring.models.token import ApiToken
from hiring.models.webhook import WebhookEndpoint

__all__ = [
    "Acknowledgement",
    "ApiToken",
    "Application",
    "ApplicationEvent",
    "ApprovalSeat",
    "ApprovalStep",
    "CalendarException",
    "Candidate",
    "CandidateErasure",
    "ChecklistAnswer",
    "ChecklistPoint",
    "ClockEvent",
    "Deadline",
    "Decision",
    "EngineCount",
    "EngineState",
    "Expectation",
    "IdempotentCall",
    "InboxItem",
    "LandscapeCategory",
    "LetterTemplate",
    "MailboxMail",
    "MarketFact",
    "Message",
    "Offer",
    "OfferApproval",
    "OfferRead",
    "Panelist",
    "Reminder",
    "Requisition",
    "RoleScope",
    "RoundResult",
    "SlaPolicy",
    "SourcingChannel",
    "User",
    "WebhookEndpoint",
    "WorkCalendar",
]
