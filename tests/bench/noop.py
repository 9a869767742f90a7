"""A task that does nothing, with the product's own Celery settings: what the broker alone can do."""

import os
import sys

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

app = Celery("noop", fixups=[])
app.config_from_object("tests.settings", namespace="CELERY")


@app.task(name="noop")
def noop() -> None:
    """Nothing."""


if __name__ == "__main__":
    worker = app.Worker(
        hostname=f"noop-{sys.argv[1]}@bench",
        concurrency=1,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
        loglevel="ERROR",
    )
    worker.start()
