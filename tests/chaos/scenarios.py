"""Every scenario by its name."""

from tests.chaos import callers, engine_faults, restores, wire_faults
from tests.chaos.result import Scenario

SCENARIOS: dict[str, Scenario] = {
    "kills": engine_faults.kills,
    "storm": engine_faults.storm,
    "postgres": engine_faults.postgres,
    "clocks": engine_faults.clocks,
    "restore": restores.restore,
    "smtp": wire_faults.smtp,
    "redis": callers.redis,
    "callers": callers.callers,
}
