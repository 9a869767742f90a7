import os
import subprocess
import sys

from hiring.stages import CLOSED, FINAL_ROUND, ONWARD, OPEN, ROUNDS, Round, Stage, may_move, mermaid

DIAGRAM = """\
stateDiagram-v2
    [*] --> applied
    applied --> screening
    applied --> rejected
    applied --> withdrawn
    screening --> take_home
    screening --> rejected
    screening --> withdrawn
    take_home --> live_debugging
    take_home --> rejected
    take_home --> withdrawn
    live_debugging --> scale_architecture
    live_debugging --> rejected
    live_debugging --> withdrawn
    scale_architecture --> decision
    scale_architecture --> rejected
    scale_architecture --> withdrawn
    decision --> offer
    decision --> rejected
    decision --> withdrawn
    offer --> hired
    offer --> rejected
    offer --> withdrawn
    hired --> [*]
    rejected --> [*]
    withdrawn --> [*]"""


def test_stages_follow_each_other_in_this_order():
    assert [stage.value for stage in Stage] == [
        "applied",
        "screening",
        "take_home",
        "live_debugging",
        "scale_architecture",
        "decision",
        "offer",
        "hired",
        "rejected",
        "withdrawn",
    ]
    assert ONWARD[Stage.APPLIED] == Stage.SCREENING
    assert ONWARD[Stage.SCALE_ARCHITECTURE] == Stage.DECISION


def test_rounds_are_four_stages_of_the_same_name():
    assert [round.value for round in Round] == ["screening", "take_home", "live_debugging", "scale_architecture"]
    assert ROUNDS == (Stage.SCREENING, Stage.TAKE_HOME, Stage.LIVE_DEBUGGING, Stage.SCALE_ARCHITECTURE)
    assert FINAL_ROUND == Stage.SCALE_ARCHITECTURE


def test_closed_stages_have_no_way_out():
    assert {"hired", "rejected", "withdrawn"} == CLOSED
    assert len(OPEN) == 7
    assert not any(may_move(here, there) for here in CLOSED for there in Stage)


def test_every_open_stage_goes_one_further_or_out_and_nowhere_else():
    ways = {here.value: {there.value for there in Stage if may_move(here, there)} for here in OPEN}
    out = {"rejected", "withdrawn"}
    assert ways == {
        "applied": {"screening"} | out,
        "screening": {"take_home"} | out,
        "take_home": {"live_debugging"} | out,
        "live_debugging": {"scale_architecture"} | out,
        "scale_architecture": {"decision"} | out,
        "decision": {"offer"} | out,
        "offer": {"hired"} | out,
    }


def test_mermaid_draws_the_table():
    assert mermaid() == DIAGRAM


def test_mermaid_does_not_depend_on_the_order_of_sets():
    program = "from hiring.stages import mermaid; print(mermaid())"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        drawn = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
        assert drawn.stdout.strip() == DIAGRAM
