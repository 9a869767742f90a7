"""How a refusal stands in the log: as one line, without the traceback that a mistake of ours has."""

import logging


class OneLineForRefusals(logging.Filter):
    """Takes the traceback from what Django says of an answer below 500, such as a 403."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
