"""The life of an application: its stages, and the only moves between them."""

from itertools import pairwise

from django.db.models import TextChoices


class Stage(TextChoices):
    """Where an application stands. The order of the members is the order of the process."""

    APPLIED = "applied", "Applied"
    SCREENING = "screening", "Screening"
    TAKE_HOME = "take_home", "Take-home"
    LIVE_DEBUGGING = "live_debugging", "Live debugging"
    SCALE_ARCHITECTURE = "scale_architecture", "Scale & architecture"
    DECISION = "decision", "Decision"
    OFFER = "offer", "Offer"
    HIRED = "hired", "Hired"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Round(TextChoices):
    """The four rounds: each is a stage of the same name."""

    SCREENING = Stage.SCREENING.value, Stage.SCREENING.label
    TAKE_HOME = Stage.TAKE_HOME.value, Stage.TAKE_HOME.label
    LIVE_DEBUGGING = Stage.LIVE_DEBUGGING.value, Stage.LIVE_DEBUGGING.label
    SCALE_ARCHITECTURE = Stage.SCALE_ARCHITECTURE.value, Stage.SCALE_ARCHITECTURE.label


ROUNDS: tuple[Stage, ...] = tuple(Stage(member.value) for member in Round)
FINAL_ROUND = ROUNDS[-1]
CLOSED: frozenset[Stage] = frozenset({Stage.HIRED, Stage.REJECTED, Stage.WITHDRAWN})
OPEN: tuple[Stage, ...] = tuple(stage for stage in Stage if stage not in CLOSED)

ONWARD: dict[Stage, Stage] = dict(pairwise((Stage.APPLIED, *ROUNDS, Stage.DECISION, Stage.OFFER, Stage.HIRED)))
MOVES: dict[Stage, frozenset[Stage]] = {
    here: frozenset({onward, Stage.REJECTED, Stage.WITHDRAWN}) for here, onward in ONWARD.items()
}


def may_move(here: Stage, there: Stage) -> bool:
    """Whether the table knows a move from one stage to the other. Closed stages have no way out."""
    return there in MOVES.get(here, frozenset())


def mermaid() -> str:
    """The table as a Mermaid state diagram, for the README and `manage.py show_stages`."""
    lines = ["stateDiagram-v2", f"    [*] --> {Stage.APPLIED.value}"]
    for here in ONWARD:
        lines += [f"    {here.value} --> {there.value}" for there in sorted(MOVES[here], key=list(Stage).index)]
    return "\n".join([*lines, *(f"    {stage.value} --> [*]" for stage in Stage if stage in CLOSED)])
