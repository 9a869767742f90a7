"""Celery's beat as a program: `python -m config.beat`.

It reads the timetable and sends names of tasks: with an application of its own it loads no models, nor the shell of
Celery's command line, and takes half the memory.
"""

from config.publishing import Publisher

app = Publisher("twelve", fixups=[])
app.config_from_object("config.settings", namespace="CELERY")

if __name__ == "__main__":
    app.Beat(quiet=True).run()
