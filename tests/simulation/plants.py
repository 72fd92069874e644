"""Classic bugs, put into the agent on purpose: a simulation that does not find them proves nothing."""

import hashlib
from dataclasses import replace

from branchagent import describing, examining, filing, pipeline, sending, settling
from branchagent.core.naming import NumberPolicy
from branchagent.core.receipts import Document, Outcome, Reason
from branchagent.core.settling import Settled
from branchagent.core.verdicts import Final, Unavailable, decide
from branchagent.journal import writing
from branchagent.watching import sight

from .machines import SimLock


def move_before_journalling():
    """File the receipt first, and record its verdict then."""
    conclude, record = pipeline.Pipeline._conclude, sending.Sender.record

    def _conclude(self, waiting, attempt, document):
        verdict = self._decide(waiting, attempt)
        if isinstance(verdict, Final):
            self._cabinet.file_away(waiting.name, verdict.outcome, document.sha256, "reason")
        return conclude(self, waiting, attempt, document)

    pipeline.Pipeline._conclude = _conclude
    sending.Sender.record = record


def upload_incomplete():
    """Take up a file as soon as it is seen."""
    settling.settle = lambda *_: Settled()


def blame_outage():
    """Count an outage against the file."""
    counts = {}

    def counting(self, waiting, attempt):
        verdict = attempt.judgement.verdict
        if isinstance(verdict, Unavailable):
            counts[waiting.name] = counts.get(waiting.name, 0) + 1
            if counts[waiting.name] >= self._limits.retries:
                return Final(Outcome.FAILED, Reason.SERVICE_ERROR)
        well = self._service.health.answers_others_well(waiting.number or "", attempt.started)
        return decide(verdict, tries=attempt.tries, limit=self._limits.retries, others_well=well)

    pipeline.Pipeline._decide = counting


def forget_doubt():
    """Take every RC 29 for somebody else's upload."""
    writing.IN_DOUBT = "SELECT 0 WHERE :number <> :sha256"


def send_without_intent():
    """Record the intent only once the answer is there: what a crash cuts off was never noted."""
    intend = writing.Journal.intend

    def late(self, arrival, now):
        intent = intend(self, arrival, now)
        with self._transaction() as db:
            db.execute("DROP TRIGGER IF EXISTS attempt_stays")
            db.execute("DELETE FROM attempt WHERE id = ?", (intent.attempt_id,))
        return intent

    def conclude(self, intent, judgement, verdict, now, duration_s, retry_at):
        with self._transaction() as db:
            db.execute(
                "INSERT INTO attempt (id, receipt_id, started_at) VALUES (?, ?, ?)",
                (intent.attempt_id, intent.receipt_id, str(now)),
            )
        concluded(self, intent, judgement, verdict, now, duration_s, retry_at)

    concluded = writing.Journal.conclude
    writing.Journal.intend, writing.Journal.conclude = late, conclude


def read_torn():
    """Look at the file before it is read, and not afterwards."""

    def read(path, settled, max_size, disk):
        with disk.open(path) as file:
            if disk.fingerprint(file) != settled:
                raise examining.ChangedError
            content = file.read(max_size)
        return Document(content, hashlib.sha256(content).hexdigest())

    examining.read = read


def trust_events():
    """Never list the folder again once it is watched."""
    sight.Sight.interval = property(lambda self: 1e9 if self._watcher is not None else 2.0)


def show_idle():
    """Forget what waits when the light is chosen."""
    state_of = describing.state_of
    describing.state_of = lambda situation: state_of(replace(situation, waiting=0, in_hand=0))


def trust_names():
    """Send a document under its file's name, whatever it prints."""
    NumberPolicy.decide = lambda _self, number, _printed, released: Reason.BAD_NAME if number is None else None  # noqa: ARG005


def ignore_lost_lock():
    """Go on serving a folder whose lock is gone."""
    SimLock.still_held = lambda self: self._generation is not None


def file_unseen():
    """Move whatever lies under the name, without a look at its bytes."""

    def _compare(self, path, _sha256):
        return filing.Found.SAME if self._disk.is_there(path) else filing.Found.NOTHING

    filing.Cabinet._compare = _compare
    filing.Cabinet._is_whole = lambda *_: True


PLANTS = {
    plant.__name__.replace("_", "-"): plant
    for plant in (
        move_before_journalling,
        upload_incomplete,
        blame_outage,
        forget_doubt,
        send_without_intent,
        read_torn,
        trust_events,
        show_idle,
        trust_names,
        ignore_lost_lock,
        file_unseen,
    )
}
