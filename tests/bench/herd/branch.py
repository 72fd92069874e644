"""One agent of the herd: the real schedule, the real health, the real verdicts, and nothing of disks and threads."""

from functools import partial

from branchagent.core.health import Condition
from branchagent.core.receipts import Fingerprint
from branchagent.core.retry import Backoff
from branchagent.core.schedule import Schedule, Waiting
from branchagent.core.verdicts import Final, judge, why
from branchagent.service_watch import ServiceWatch
from branchagent.settings.model import UploadSettings

_SETTINGS = UploadSettings()
BACKOFF = Backoff(_SETTINGS.first_wait_s, _SETTINGS.longest_wait_s)


class Branch:
    """An agent and its backlog, as the conductor, the pipeline and the sender put them together.

    `spares`: whether it spares a service that is back; if not, it does as if a person asked to go on each time.
    """

    def __init__(self, agenda, clock, service, code, *, spares=True):
        self.left = 0
        self._spares = spares
        self.watch = ServiceWatch(clock, BACKOFF)
        self._schedule = Schedule(_SETTINGS.parallel)
        self._agenda, self._service, self._code = agenda, service, code
        self._dropped, self._doubted, self._wakes_at = 0, set(), float("inf")

    def drop(self, count=1):
        """Let the clerk save so many receipts."""
        for _ in range(count):
            self._dropped += 1
            self.left += 1
            number = f"{self._code:010}{self._dropped:010}"
            self._schedule.add(Waiting(number, number, Fingerprint(1, 1, 1), 0.0, examined=True))
        self.turn()

    def turn(self):
        """Send what may be sent now, and sleep until something can change."""
        now = self._agenda.now
        while taken := self._schedule.take(now, self.watch.health):
            number = taken[0].name
            self._service.ask(number, partial(self._end, number, now))
        at = self._schedule.next_at(self.watch.health)
        if at is not None and at < self._wakes_at:
            self._wakes_at = at
            self._agenda.at(at, self._wake, at)

    def _wake(self, at):
        if at == self._wakes_at:
            self._wakes_at = float("inf")
            self.turn()

    def _end(self, number, began, fact):
        judgement = judge(fact, number, in_doubt=number in self._doubted)
        self.watch.learn(number, judgement, self._agenda.now - began)
        if not self._spares and self.watch.health.condition is Condition.WELL:
            self.watch.probe_now()
        if judgement.leaves_doubt:
            self._doubted.add(number)
        if isinstance(judgement.verdict, Final):
            self._schedule.finish(number)
            self.left -= 1
        else:
            self._schedule.put_back(number, self._agenda.now, why(judgement.verdict))
        self.turn()
