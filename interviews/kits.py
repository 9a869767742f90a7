"""Which questions a round asks for a requisition: the same for each candidate, in the same order."""

from hashlib import sha256

from django.db import transaction

from hiring.models import Requisition
from hiring.stages import Round
from interviews.models import Competency, InterviewKit, KitQuestion, Question

# Minutes of each round for questions from the bank; the rest is introduction, the task, the candidate's turn.
QUESTION_MINUTES: dict[Round, int] = {
    Round.SCREENING: 20,
    Round.TAKE_HOME: 15,
    Round.LIVE_DEBUGGING: 0,
    Round.SCALE_ARCHITECTURE: 35,
}
# What a round begins with, then repeats: the guide's depths by round.
BLUEPRINT: dict[Round, tuple[str, ...]] = {
    Round.SCREENING: ("fundamentals", "fundamentals", "intermediate", "intermediate"),
    Round.TAKE_HOME: ("intermediate", "intermediate"),
    Round.LIVE_DEBUGGING: (),
    Round.SCALE_ARCHITECTURE: ("advanced", "advanced", "advanced", "advanced"),
}


@transaction.atomic
def kit_for(requisition: Requisition, round: Round) -> InterviewKit:
    """The kit of a round, put together from the bank when it is asked for the first time.

    Different requisitions draw different questions, the same one always the same. Each kit takes its skills from
    as many domains as it can, and fits the round's time.
    """
    kit, made = InterviewKit.objects.get_or_create(requisition=requisition, round=round)
    if made:
        KitQuestion.objects.bulk_create(
            KitQuestion(kit=kit, question=question, position=position)
            for position, question in enumerate(draw(requisition.pk, round), start=1)
        )
    return kit


def draw(seed: int, round: Round) -> list[Question]:
    """The questions that a seed gives a round, in the order in which they are asked.

    First one for each must-have of the round that the bank has a question for, then by the round's blueprint.
    """
    bank = Question.objects.current().select_related("skill__domain").prefetch_related("competencies")
    fitting = [question for question in bank if str(round) in question.rounds]
    fitting.sort(key=lambda question: sha256(f"{seed}:{question.slug}".encode()).hexdigest())
    chosen = _for_must_haves(fitting, round)
    left = QUESTION_MINUTES[round] - sum(question.minutes for question in chosen)
    depths = list(BLUEPRINT[round])
    for question in chosen:
        if question.depth in depths:
            depths.remove(question.depth)
    for depth in depths:
        used = {question.skill.domain_id for question in chosen}
        candidates = [
            question
            for question in fitting
            if question.depth == depth and question not in chosen and question.minutes <= left
        ]
        candidates.sort(key=lambda question: question.skill.domain_id in used)
        if candidates:
            chosen.append(candidates[0])
            left -= candidates[0].minutes
    return sorted(chosen, key=lambda question: list(Question.Depth).index(Question.Depth(question.depth)))


def _for_must_haves(fitting: list[Question], round: Round) -> list[Question]:
    chosen: list[Question] = []
    covered: set[str] = set()
    left = QUESTION_MINUTES[round]
    must_haves = Competency.objects.filter(round=round, must_have=True, retired_at=None).order_by("code")
    for code in must_haves.values_list("code", flat=True):
        giving = [q for q in fitting if q.minutes <= left and code in {one.code for one in q.competencies.all()}]
        if code not in covered and giving:
            chosen.append(giving[0])
            covered |= {one.code for one in giving[0].competencies.all()}
            left -= giving[0].minutes
    return chosen
