"""The one place that knows how the agent asks its examiner; all else here knows a document's name and its verdict."""

import hashlib
import logging

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Print, Question
from branchagent.core.receipts import Document
from branchagent.events import LOGGER, Event, event_of
from branchagent.examiner import Examiner
from branchagent.examining import Refusal, examine
from branchagent.settings.model import ReceiptSettings

ACCEPTED = "accepted"
TOO_LARGE = "too-large"
CRASHED, STOPPED = "crashed", "stopped"
IN_TIME_S = 10.0
LIMIT_S = 2 * IN_TIME_S + 15.0
"""Two tries, each of which may be followed by a new process and its proof."""
_QUESTION = Question("99926112300013570011", DEFAULT_PATTERN)
"""A number that no document has, so that all pages are read to their end and, where there is a label, by place."""
_MOST = int(ReceiptSettings().max_size_mib * 2**20)


class Losses(logging.Handler):
    """Counts the processes that a document has cost, as the examiner tells its log."""

    def __init__(self):
        super().__init__()
        self.of_this = []

    def emit(self, record):
        if event_of(record) is Event.EXAMINER_LOST:
            self.of_this.append(STOPPED if "no answer" in record.getMessage() else CRASHED)

    def take(self):
        taken, self.of_this = self.of_this, []
        return taken


class Asking:
    """Examines documents as the agent does, and reads what they print."""

    def __init__(self):
        self._examiner = Examiner(IN_TIME_S)
        self._losses = Losses()
        logger = logging.getLogger(LOGGER)
        logger.addHandler(self._losses)
        logger.propagate = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._examiner.close()

    def verdict(self, content):
        """Give the verdict, whether a validation number was found, and the processes that it has cost."""
        if len(content) > _MOST:
            return TOO_LARGE, False, []
        document = Document(content, hashlib.sha256(content).hexdigest())
        try:
            printed = examine(document, self._examiner.look, _QUESTION)
        except Refusal as refused:
            return refused.reason.value, False, self._losses.take()
        return ACCEPTED, printed.verdict is not Print.UNKNOWN, self._losses.take()
