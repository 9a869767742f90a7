"""Where the demo leaves each candidate: one function for each situation that the product is for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.models import CompanyGuide
from hiring import approvals, expectations, offer_drafts, offers, pauses, pipeline
from hiring.models import Decision, Expectation, Offer
from hiring.offer_terms import Terms
from hiring.stages import Round
from interviews import scheduling
from interviews.demo.process import Process

Play = Callable[[Process], None]


def just_applied(process: Process) -> None:
    """Waits to be accepted into screening."""


def screening_booked(process: Process) -> None:
    """The first call is tomorrow."""
    process.accept(0.3)
    process.book(Round.SCREENING, 0.5, starts_at=process.now + timedelta(hours=18))


def scorecard_awaited(process: Process) -> None:
    """The call is over: one card is in, the other is awaited."""
    process.accept(0.3)
    interview = process.book(Round.SCREENING, 0.8, starts_at=process.now - timedelta(hours=3))
    ended = interview.ends_at
    scheduling.finish(interview, by=process.people["jonas"], ended_at=ended, now=ended)
    theirs = interview.scorecards.select_related("interviewer").get(interviewer=process.people["tomas"])
    process.fill(theirs, ended + timedelta(hours=1), flags=("G06",))


def after_screening(process: Process) -> None:
    process.accept(0.3)
    process.hold(Round.SCREENING, 1.2, flags=("G06",))
    process.conclude(Round.SCREENING, 1.6)


def take_home_sent(process: Process) -> None:
    """The candidate writes."""
    after_screening(process)
    process.book(Round.TAKE_HOME, 1.8)


def after_take_home(process: Process) -> None:
    after_screening(process)
    process.hold(Round.TAKE_HOME, 4.9, flags=("G08",))
    process.conclude(Round.TAKE_HOME, 5.3)


def live_booked(process: Process) -> None:
    """The live session is tomorrow."""
    after_take_home(process)
    process.book(Round.LIVE_DEBUGGING, 5.5, starts_at=process.now + timedelta(hours=20))


def live_not_booked(process: Process) -> None:
    """Nobody has booked the live session, and its day has passed."""
    after_take_home(process)


def after_live(process: Process) -> None:
    after_take_home(process)
    process.hold(Round.LIVE_DEBUGGING, 7.0, flags=("G03", "G05"))
    process.conclude(Round.LIVE_DEBUGGING, 7.5)


def final_round_running(process: Process) -> None:
    """The last conversation ended five minutes ago, and nobody has said so yet."""
    after_live(process)
    process.book(Round.SCALE_ARCHITECTURE, 8.0, starts_at=process.now - timedelta(minutes=50))


def after_final(process: Process) -> None:
    after_live(process)
    process.hold(Round.SCALE_ARCHITECTURE, 9.3, flags=("G13",))
    process.conclude(Round.SCALE_ARCHITECTURE, 9.6)


def decision_running(process: Process) -> None:
    """All four rounds are done: the 24 hours run."""
    after_final(process)


def decision_late(process: Process) -> None:
    """Nobody has decided, and day twelve is gone."""
    after_final(process)


def paused(process: Process) -> None:
    """The candidate asked for a week."""
    after_screening(process)
    pauses.pause(
        process.application,
        reason="The candidate is at a family wedding and asked for some days.",
        review_at=process.now + timedelta(days=1),
        by=process.people["jonas"],
        now=process.at(3.5),
    )


def offer_awaited(process: Process) -> None:
    """Decided to hire, and nobody has written the offer yet. What the candidate wants is known."""
    after_final(process)
    decide(process)
    expect(process, Expectation.Kind.TARGET, base=165_000, equity_4yr=140_000, note="Said in the last conversation.")
    expect(process, Expectation.Kind.FLOOR, base=148_000, equity_4yr=80_000)


def offer_out(process: Process) -> None:
    """An offer waits for its answer."""
    after_final(process)
    decide(process)
    expect(process, Expectation.Kind.TARGET, total=470_000)
    extend(process)


def extend(process: Process) -> None:
    offer = submit(process, pay(process), 10.2)
    approve(process, offer, "nora", 10.25)
    offers.extend(offer, by=process.people["mara"], now=process.at(10.3))


def offer_in_approval(process: Process) -> None:
    """Outside the band: one has approved, and whoever answers for exceptions has not."""
    after_final(process)
    decide(process)
    expect(
        process,
        Expectation.Kind.COMPETING,
        company="Northwind Robotics",
        note="Remote, from their US office.",
        currency="USD",
        base=232_000,
        equity_4yr=160_000,
        signing=25_000,
    )
    expect(process, Expectation.Kind.FLOOR, base=175_000)
    reason = "The only one of the year who ran 4,000 GPUs in one fabric, and has another offer."
    offer = submit(process, replace(pay(process), base=Decimal(182_000), exception_reason=reason), 10.2)
    approve(process, offer, "nora", 10.3)


def decide(process: Process) -> None:
    pipeline.decide(
        process.application,
        outcome=Decision.Outcome.HIRE,
        reason="Strong in all four rounds; found the straggler by arithmetic.",
        by=process.people["mara"],
        now=process.at(10.0),
    )


def pay(process: Process) -> Terms:
    """Inside the band of either requisition."""
    region = process.application.requisition.region
    in_eur = region is not None and region.currency == "EUR"
    return Terms(
        currency="EUR" if in_eur else "USD",
        base=Decimal(158_000 if in_eur else 335_000),
        equity_kind=CompanyGuide.Equity.RSU,
        equity_4yr=Decimal(120_000 if in_eur else 480_000),
        signing=Decimal(15_000 if in_eur else 40_000),
    )


def expect(
    process: Process, kind: Expectation.Kind, *, company: str = "", note: str = "", currency: str = "", **amounts: int
) -> None:
    """The candidate names amounts, in the currency of the requisition's region unless in another."""
    expectations.state(
        process.application,
        kind,
        company=company,
        note=note,
        currency=currency or pay(process).currency,
        by=process.people["mara"],
        now=process.at(10.1),
        **{name: Decimal(amount) for name, amount in amounts.items()},
    )


def submit(process: Process, terms: Terms, day: float) -> Offer:
    mara, now = process.people["mara"], process.at(day)
    return approvals.submit(offer_drafts.draft(process.application, terms, by=mara, now=now), by=mara, now=now)


def approve(process: Process, offer: Offer, name: str, day: float) -> None:
    approvals.approve(offer, by=process.people[name], now=process.at(day))


def hired(process: Process) -> None:
    """Accepted within twelve days."""
    after_final(process)
    decide(process)
    extend(process)
    offers.accept(process.application, by=process.people["mara"], now=process.at(11.2))


def rejected_after_screening(process: Process) -> None:
    """Knew the words, had not run a cluster."""
    process.accept(0.3)
    process.hold(Round.SCREENING, 1.1, level=2, flags=("F11",))
    process.conclude(Round.SCREENING, 1.5, passed=False)
    pipeline.reject(
        process.application,
        reason="No run of their own behind the answers.",
        by=process.people["mara"],
        now=process.at(1.6),
    )


def withdrew(process: Process) -> None:
    """Took another offer while the live session was not booked."""
    after_take_home(process)
    pipeline.withdraw(
        process.application, reason="Accepted another offer.", by=process.people["jonas"], now=process.at(8.9)
    )
