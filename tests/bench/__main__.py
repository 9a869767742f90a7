"""Runs the bench on the database that the environment names, in a test database of its own."""

import os
import sys
from io import StringIO

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment

from tests.bench import api, doors, engine, guides, throughput
from tests.bench.measure import HEADING


def main(quick: bool) -> None:
    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, serialize=False)
    try:
        call_command("load_reference", stdout=StringIO())
        print(
            f"{connection.vendor}, medians; bare: the same rows by hand-written SQL on the same connection", flush=True
        )
        print(HEADING, flush=True)
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
            for row in doors.rows((100, 1_000) if quick else (100, 1_000, 10_000)):
                print(row, flush=True)
            for row in engine.rows((1_000,) if quick else (1_000, 100_000)):
                print(row, flush=True)
            print(f"\n{guides.HEADING}\n{guides.rate(100 if quick else 500)}", flush=True)
            if connection.vendor == "postgresql":
                print(f"\n{throughput.HEADING}", flush=True)
                for rate in throughput.rates(200 if quick else 1_500):
                    print(rate, flush=True)
                print(f"\n{api.HEADING}", flush=True)
                for served in api.rates((1_000,) if quick else (1_000, 100_000), seconds=0.5 if quick else 1.5):
                    print(served, flush=True)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()


main(quick="--quick" in sys.argv)
