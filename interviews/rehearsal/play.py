"""Plays both runs of a rehearsal side by side, each in a process and a scratch database of its own."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import django
from tqdm import tqdm

from interviews.rehearsal.assumptions import Assumptions
from interviews.rehearsal.chance import Chance
from interviews.rehearsal.run import Course, Run
from interviews.rehearsal.scratch import scratch_database


@dataclass(frozen=True)
class Setting:
    """What is rehearsed: so many applications that begin within the first of so many days."""

    applications: int
    days: int
    seed: int


def both(setting: Setting) -> tuple[list[Course], list[Course]]:
    """The courses of all applications, with reminders and without. Shows two progress bars on standard error."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=django.setup) as processes:
        with_them, without = (processes.submit(one, setting, with_reminders=choice) for choice in (True, False))
        return with_them.result(), without.result()


def one(setting: Setting, *, with_reminders: bool) -> list[Course]:
    """One run, in this process."""
    name = "with reminders" if with_reminders else "without reminders"
    position = 0 if with_reminders else 1
    chance = Chance(setting.seed, Assumptions())
    with (
        scratch_database(),
        tqdm(total=setting.days * 24, desc=f"{name:<17}", unit="h", position=position, leave=False) as bar,
    ):
        run = Run(applications=setting.applications, days=setting.days, chance=chance, with_reminders=with_reminders)
        return run.go(bar.update)
