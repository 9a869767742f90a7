"""Which letter goes with an offer: the wording of its template, filled with the figures of that one version."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from benchmarks.packages import Package
from benchmarks.vesting import Vesting
from hiring import clock, letter_figures, letter_setting, letter_wording, offer_reading, offer_terms
from hiring.letter_figures import Facts
from hiring.letter_setting import Letter, Piece
from hiring.models import ApiToken, LetterTemplate, Offer, User

HAVE_A_LETTER = (Offer.State.APPROVED, Offer.State.EXTENDED, Offer.State.ACCEPTED)
TITLE = "Offer of employment"


def default_template() -> LetterTemplate | None:
    """The template that letters use unless one is chosen; None: the wording that is shipped."""
    return LetterTemplate.objects.filter(is_default=True).first()


def render(
    offer: Offer,
    template: LetterTemplate | None,
    *,
    by: User,
    token: ApiToken | None = None,
    now: datetime | None = None,
) -> bytes:
    """The letter of an offer as PDF, read by that user (the audit gets its row); None: the default template.

    Refuses with PermissionDenied when the user may not see the offer, with `letter_too_early` before it is approved,
    with `offer_over` when it stands no more, and with what is wrong in the wording (see `letter_wording`).
    """
    now = now or clock.database_now()
    rows = Offer.objects.select_related("level", "region", "application__candidate")
    rows = rows.select_related("application__requisition__hiring_manager").filter(pk=offer.pk)
    offer = _seen(rows, by)
    if offer.state not in HAVE_A_LETTER:
        refuse_state(offer)
    chosen = template or default_template()
    body = chosen.body if chosen else letter_wording.default_wording()
    made = _pdf(body, facts_of(offer, now=now), offer_terms.package(offer))
    offer_reading.record(by, [offer], door="letter", token=token, now=now)
    return made


def refuse_state(offer: Offer) -> None:
    """Say why an offer has no letter."""
    if offer.state in (Offer.State.DRAFT, Offer.State.IN_APPROVAL):
        message = "There is no letter yet: the offer has to be approved first."
        raise ValidationError(message, code="letter_too_early")
    raise ValidationError(f"This offer is {offer.state_words}: no letter goes out for it any more.", code="offer_over")


def preview(body: str, *, now: datetime | None = None) -> bytes:
    """A wording with made-up figures, for whoever writes it. Refuses what is wrong in it."""
    now = now or clock.database_now()
    facts = Facts(
        candidate="Ada Example",
        position="AI infrastructure engineer",
        level="Senior",
        region="Western Europe",
        hiring_manager="Mara Example",
        hiring_manager_email="mara@example.com",
        version=1,
        dated=now,
        zone=ZoneInfo("UTC"),
        expires_at=now + timedelta(days=5),
        company=settings.COMPANY_NAME,
        reference="Sample with made-up figures",
        contact=("ada@example.com",),
    )
    package = Package(
        currency="EUR",
        base=Decimal(100_000),
        bonus=Decimal(10_000),
        equity_kind="rsu",
        equity_4yr=Decimal(80_000),
        vesting=Vesting(),
        signing=Decimal(5_000),
        relocation=Decimal(2_000),
    )
    return _pdf(body, facts, package)


def facts_of(offer: Offer, *, now: datetime) -> Facts:
    """What the letter of an offer names. Once it went out, it bears the day on which it did."""
    application = offer.application
    candidate, requisition = application.candidate, application.requisition
    manager = requisition.hiring_manager
    level, region = offer.level or requisition.level, offer.region or requisition.region
    return Facts(
        candidate=candidate.name,
        position=requisition.title,
        level=str(level or ""),
        region=str(region or ""),
        hiring_manager=str(manager),
        hiring_manager_email=manager.email,
        version=offer.version,
        dated=offer.extended_at or now,
        zone=ZoneInfo(candidate.time_zone or "UTC"),
        company=settings.COMPANY_NAME,
        starts_on=letter_figures.day_text(offer.starts_on) if offer.starts_on else letter_figures.TO_BE_AGREED,
        expires_at=offer.expires_at,
        reference=f"Offer {application.pk}/{offer.version}",
        contact=(candidate.email,),
    )


def _seen(rows: QuerySet[Offer], by: User) -> Offer:
    offer = offer_reading.visible_to(by, rows).first()
    if offer is None:
        raise PermissionDenied("This offer is not yours to read.")
    return offer


def _pdf(body: str, facts: Facts, package: Package) -> bytes:
    found = letter_wording.paragraphs(body)
    values = letter_figures.values(facts, package)
    pieces = [Piece(each.kind, _filled(each.lines, values)) for each in found]
    heads = [piece.lines for piece in pieces if piece.kind == "from"]
    letter = Letter(
        title=TITLE,
        author=facts.hiring_manager,
        reference=facts.reference,
        date=values["date"],
        letterhead=_headed(heads[0] if heads else (facts.hiring_manager, facts.hiring_manager_email), facts),
        recipient=(facts.candidate, *facts.contact),
        pieces=[piece for piece in pieces if piece.kind != "from"],
        package=letter_figures.package_table(package),
        years=letter_figures.years_table(package),
        signatures=(facts.hiring_manager, facts.candidate),
    )
    return letter_setting.pdf(letter, dated=facts.dated.astimezone(UTC))


def _headed(lines: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    """The letterhead begins with the company, unless the wording names it there itself."""
    named = not facts.company or any(facts.company in line for line in lines)
    return lines if named else (facts.company, *lines)


def _filled(lines: tuple[str, ...], values: dict[str, str]) -> tuple[str, ...]:
    return tuple(letter_wording.filled(line, values) for line in lines)
