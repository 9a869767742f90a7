"""Celery's worker as a program: `python -m config.worker`.

The same as `celery -A config worker`, whose command line loads a terminal shell into the worker and its child.
"""

import sys

from celery.utils.nodenames import gethostname, nodename

from config.celery import app

if __name__ == "__main__":
    worker = app.Worker(
        hostname=nodename("twelve", gethostname()),
        concurrency=1,  # one machine, one team: each child takes 90 MB
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        quiet=True,
    )
    worker.start()
    sys.exit(worker.exitcode)
