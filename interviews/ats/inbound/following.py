"""How an application here follows the one in the ATS: only forward, only as far as the rules here allow."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q

from hiring import intake, offers, pipeline
from hiring.models import Application, Requisition, User
from hiring.stages import ONWARD, Stage
from interviews.ats import connections
from interviews.ats.inbound import mapping, people, subjects
from interviews.ats.inbound.applied import OLDER, UNKNOWN_PERSON, Applied, done, erased, not_open_yet, nothing, waiting
from interviews.ats.inbound.changes import ApplicationGone, ApplicationIs, NotUnderstood, Status
from interviews.ats.inbound.people import Found
from interviews.models import AtsConnection, InboundEvent

WAY = (*ONWARD, Stage.HIRED)
REASON_LENGTH = 300
ACCEPTS = "hiring.change_offer"


def follow(change: ApplicationIs, *, connection: AtsConnection, event: InboundEvent, now: datetime) -> Applied:
    """Open, move or end the application that an event is about. Refuses as `intake.receive` does."""
    found = people.find(connection, change.who.ref)
    application = _application(change, found, connection)
    if found.is_erased or (application is not None and application.candidate.erased_at):
        return erased(application)
    if not change.is_current and _is_older(event, change.subject, application):
        return nothing(OLDER, application)
    match change.status:
        case Status.ACTIVE:
            return _active(change, application, found, connection=connection, now=now)
        case Status.PROSPECT:
            return nothing("A prospect there: not an application yet.", application)
        case Status.UNKNOWN:
            return nothing(f"Its status “{change.raw_status}” is unknown here.", application)
    if application is None:
        return nothing(f"It is {change.status} there, and was never known here.")
    return _end(application, change, connection=connection, now=now)


def part(change: ApplicationGone, *, connection: AtsConnection) -> Applied:
    """Nothing ends here because it is gone there, such as when two records of one person were merged: people decide.

    Refuses with `gone_there` as long as the application runs.
    """
    source = connections.source_system(connection)
    application = Application.objects.filter(source_system=source, external_id=change.ref).first()
    if application is None:
        return nothing("It was never known here.")
    if application.is_closed:
        return nothing("It has ended here as well.", application)
    raise ValidationError(
        "It was deleted there and runs here: end it, or finish it without the ATS. Then process this once more.",
        code="gone_there",
    )


def _application(change: ApplicationIs, found: Found, connection: AtsConnection) -> Application | None:
    """The application by its id there; else one that the same ATS ordered a test for without naming its id."""
    source = connections.source_system(connection)
    rows = Application.objects.select_related("candidate", "requisition")
    by_id = rows.filter(source_system=source, external_id=change.ref).first()
    if by_id is not None:
        return by_id
    job = connection.mappings.filter(job_id=change.place.job_id, stage_id="").exclude(requisition=None).first()
    if job is None or found.candidate is None:
        return None
    unnamed = rows.filter(external_id="", candidate=found.candidate, requisition=job.requisition_id)
    return unnamed.open().first()


def _is_older(event: InboundEvent, subject: str, application: Application | None) -> bool:
    if event.happened_at is None:
        return False
    same = Q(subject=subject)
    if application is not None:
        same |= Q(application=application)
    applied = (InboundEvent.State.PROCESSED, InboundEvent.State.IGNORED)
    others = InboundEvent.objects.filter(same, connection=event.connection_id, state__in=applied).exclude(pk=event.pk)
    return others.filter(happened_at__gt=event.happened_at).exists()


def _active(
    change: ApplicationIs,
    application: Application | None,
    found: Found,
    *,
    connection: AtsConnection,
    now: datetime,
) -> Applied:
    place = change.place
    if not place.job_id:
        return nothing("It names no job.", application)
    job = mapping.job(connection, place, now=now)
    stage = mapping.stage(connection, place, now=now) if place.stage_id else None
    if job.is_ignored:
        return nothing(f"The job “{job}” is ignored.", application)
    if job.requisition is None:
        return waiting(f"The job “{job}” is not mapped to a requisition yet.", application)
    opened = ""
    if application is None and job.requisition.status == Requisition.Status.DRAFT:
        return not_open_yet(job.requisition)
    if application is None:
        application = _open(change, job.requisition, found, connection=connection, now=now)
        opened = "Opened. "
    elif application.requisition_id != job.requisition_id:
        return nothing(f"The job there is “{job}” by now; here it stays with “{application.requisition}”.", application)
    if stage is None or stage.is_ignored:
        said = (
            "It names no stage." if stage is None else f"The stage “{stage.stage_name or stage.stage_id}” is ignored."
        )
        return done(opened + said, application) if opened else nothing(said, application)
    if not stage.stage:
        return waiting(f"{opened}The stage “{stage}” is not mapped yet.", application)
    applied = _move(application, Stage(stage.stage), change, connection=connection, now=now)
    return done(opened + applied.outcome, application) if opened else applied


def _open(
    change: ApplicationIs, requisition: Requisition, found: Found, *, connection: AtsConnection, now: datetime
) -> Application:
    """A candidate who is known stays as they are: their data come with events of their own."""
    application = intake.receive(
        requisition,
        found.candidate or people.as_person(connection, change.who, ref=found.ref),
        by=connection.acts_as,
        applied_at=min(change.applied_at or now, now),
        external_id=change.ref,
        source_system=connections.source_system(connection),
        now=now,
    )
    if found.candidate is None:
        about = subjects.about(connection, found.ref)
        mapping.look_again(about.filter(state=InboundEvent.State.IGNORED, outcome=UNKNOWN_PERSON), now=now)
    return application


def _move(
    application: Application, there: Stage, change: ApplicationIs, *, connection: AtsConnection, now: datetime
) -> Applied:
    if there not in WAY or there == Stage.HIRED:
        ending = {Stage.HIRED: Status.HIRED, Stage.WITHDRAWN: Status.WITHDRAWN}.get(there, Status.REJECTED)
        return _end(application, change, connection=connection, now=now, status=ending)
    here = Stage(application.stage)
    if here not in WAY or WAY.index(here) > WAY.index(there):
        return nothing(f"Stands at “{here.label}” here, which is beyond “{there.label}”.", application)
    began = here
    while here != there:
        try:
            application = pipeline.advance(application, by=connection.acts_as, believed=here, now=now)
        except ValidationError as refusal:
            said = f"“{there.label}” is not reached: {' '.join(refusal.messages)}"
            moved = f"Moved on to “{here.label}”. " if here != began else ""
            return done(moved + said, application) if moved else nothing(said, application)
        here = Stage(application.stage)
    if here == began:
        return nothing(f"Stands at “{here.label}” already.", application)
    return done(f"Moved on to “{here.label}”.", application)


def _end(
    application: Application,
    change: ApplicationIs,
    *,
    connection: AtsConnection,
    now: datetime,
    status: Status | None = None,
) -> Applied:
    status = status or change.status
    here = Stage(application.stage)
    if here == status.value:
        return nothing(f"Is {here.label.lower()} already.", application)
    vendor = connection.get_vendor_display()
    reason = f"{vendor}: {change.reason or 'no reason given'}"[:REASON_LENGTH]
    try:
        if status == Status.HIRED:
            offers.accept(application, by=_accepting(connection), now=now)
        elif status == Status.WITHDRAWN:
            pipeline.withdraw(application, by=connection.acts_as, reason=reason, now=now)
        elif status == Status.REJECTED:
            pipeline.reject(application, by=connection.acts_as, reason=reason, now=now)
        else:
            raise NotUnderstood(f"“{status}” is no end.")
    except ValidationError as refusal:
        return nothing(f"It is {status} there, not here: {' '.join(refusal.messages)}", application)
    return done(f"{status.capitalize()}, as in {vendor}.", application)


def _accepting(connection: AtsConnection) -> User | None:
    """The service account where it may answer offers; else the product itself: the ATS said so by its signature."""
    return connection.acts_as if connection.acts_as.has_perm(ACCEPTS) else None
