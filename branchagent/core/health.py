"""How the service is, as far as its answers tell: well, down, or refusing our credentials.

A value that each judged upload turns into the next one. All times are monotonic seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from branchagent.core.retry import Backoff
from branchagent.core.verdicts import CredentialsRefused, Final, Judgement, Suspect, Trouble, Unavailable

_SIGN_IN_WAITS = Backoff(300.0, 1800.0)
"""Between two uses of credentials that were refused; nobody can set them to less, lest an account is locked by us."""
_PROMPT_S = 1.0
"""An answer that takes longer comes from a service that is busy, or over a slow line."""
_SPARED_ANSWERS = 10
"""How many prompt answers at most show that a service bears everything at once, after however long an outage."""
_SPARED_S = 3600.0
"""By then whoever missed it has found it; nor may a slow line, over which no answer is prompt, be held up for ever."""
_SICK_AFTER_S = 60.0
_SICK_RECEIPTS = 3
_JUST_BEFORE_S = 10.0


class Condition(Enum):
    """What may be sent: WELL everything, DOWN one probe at a time, REFUSED nothing until credentials are mended."""

    WELL = "well"
    DOWN = "down"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Health:
    """The service's condition and the evidence for it.

    `failures`: how many in a row; of a service that is WELL again, how many prompt answers are missing until it is no
    longer spared. `probe_at`: when the next receipt may be sent, to find out or while it is spared. `verdicts`: when
    each of the last two receipts that got a plain verdict got it, latest first; two, because a file may not vouch for
    itself.
    `errors`: some of the receipts that got RC 99 since the last plain verdict; `errors_since`: when the first did.
    """

    condition: Condition = Condition.WELL
    trouble: Trouble | None = None
    message: str = ""
    since: float = 0.0
    failures: int = 0
    probe_at: float = 0.0
    verdicts: tuple[tuple[str, float], ...] = ()
    errors: tuple[str, ...] = ()
    errors_since: float = 0.0
    answered_at: float = float("-inf")
    """When the service last answered about a receipt, with neither a fault of its own nor of our credentials."""
    epoch: int = 0
    """Counts the mendings of credentials: a refusal that was under way before one says nothing about the new ones."""

    def learn(
        self, number: str, judgement: Judgement, now: float, backoff: Backoff, jitter: float, took: float = 0.0
    ) -> Health:
        """Take the judged upload of `number` into account, which `took` so many seconds."""
        after = self._judged(number, judgement, now, backoff, jitter)
        return self._eased(after, now, took, backoff.rest(took) * jitter)

    def _judged(self, number: str, judgement: Judgement, now: float, backoff: Backoff, jitter: float) -> Health:
        match judgement.verdict:
            case Final() if judgement.rc is not None:
                return self._answered_well(number, now)
            case Suspect(only_if_well=True):
                return self._answered_with_error(number, judgement, now, backoff, jitter)
            case Suspect() | Final():
                return self._answering(now)
            case Unavailable(trouble, retry_after):
                wait = backoff.wait(self._failures(Condition.DOWN) + 1, jitter, retry_after)
                asked = backoff.wait(1, 0.0, retry_after)
                return self._fell(Condition.DOWN, trouble, judgement.message, now, wait, asked)
            case CredentialsRefused(by_proxy):
                return self.refused(judgement.message, now, jitter, by_proxy=by_proxy)

    def refused(self, message: str, now: float, jitter: float, *, by_proxy: bool = False) -> Health:
        """Stop: the credentials are missing or were refused, by the service or by the proxy on the way.

        The wait before the same ones are tried again begins with minutes and grows.
        """
        wait = _SIGN_IN_WAITS.wait(self._failures(Condition.REFUSED) + 1, 0.5 + jitter / 2)
        return self._fell(Condition.REFUSED, Trouble.PROXY_AUTH if by_proxy else None, message, now, wait)

    def mended(self, now: float) -> Health:
        """Forget a refusal: there are new credentials."""
        if self.condition is not Condition.REFUSED:
            return replace(self, epoch=self.epoch + 1)
        return Health(since=now, verdicts=self.verdicts, epoch=self.epoch + 1)

    def probing_now(self) -> Health:
        """Forget the rest of a wait for the service, and all caution: a person asked to go on at once."""
        match self.condition:
            case Condition.DOWN:
                return replace(self, probe_at=0.0)
            case Condition.WELL:
                return replace(self, probe_at=0.0, failures=0)
        return self

    @property
    def is_spared(self) -> bool:
        """Whether only one receipt may be under way, and none before `probe_at`."""
        return self.condition is not Condition.WELL or self.failures > 0

    def answers_others_well(self, number: str, since: float) -> bool:
        """Tell whether the service is known to be well towards receipts other than `number`.

        Either another one got a plain verdict after `since` (when `number` was first in trouble), or one just before,
        and no other got into the same trouble after it.
        """
        latest = max((at for other, at in self.verdicts if other != number), default=None)
        if latest is None:
            return False
        others_in_trouble = any(other != number for other in self.errors)
        return latest >= since or (latest >= since - _JUST_BEFORE_S and not others_in_trouble)

    def _eased(self, after: Health, now: float, took: float, rest: float) -> Health:
        """Spare a service that is back: the whole herd comes with it.

        One receipt at a time, and a rest after each, until as many answers were prompt as had failed before.
        """
        if after.condition is not Condition.WELL or self.condition is Condition.REFUSED:
            return after
        left = min(self.failures, _SPARED_ANSWERS) - (took < _PROMPT_S)
        if left <= 0 or now - after.since > _SPARED_S:
            return after
        return replace(after, failures=left, probe_at=now + rest)

    def _answered_well(self, number: str, now: float) -> Health:
        others = tuple(entry for entry in self.verdicts if entry[0] != number)[:1]
        return Health(
            since=self._since(Condition.WELL, now),
            verdicts=((number, now), *others),
            answered_at=now,
            epoch=self.epoch,
        )

    def _answering(self, now: float) -> Health:
        """An answer about one file, though none that ends it, shows that the service is there."""
        return replace(
            self,
            condition=Condition.WELL,
            trouble=None,
            message="",
            failures=0,
            probe_at=0.0,
            since=self._since(Condition.WELL, now),
            answered_at=now,
        )

    def _answered_with_error(
        self, number: str, judgement: Judgement, now: float, backoff: Backoff, jitter: float
    ) -> Health:
        """RC 99: one file's data, or the service as a whole? Many files and no verdict for long mean the service."""
        since = self.errors_since if self.errors else now
        known = number in self.errors or len(self.errors) >= _SICK_RECEIPTS
        errors = self.errors if known else (*self.errors, number)
        if len(errors) < _SICK_RECEIPTS or now - since < _SICK_AFTER_S:
            return replace(self._answering(now), errors=errors, errors_since=since)
        wait = backoff.wait(self._failures(Condition.DOWN) + 1, jitter)
        fallen = self._fell(Condition.DOWN, Trouble.SERVER_ERROR, judgement.message, now, wait)
        return replace(fallen, errors=errors, errors_since=since)

    def _fell(
        self, condition: Condition, trouble: Trouble | None, message: str, now: float, wait: float, asked: float = 0.0
    ) -> Health:
        """Note that the service is away or refuses us, for `wait` seconds.

        What was under way when it fell says no more than the first, unless the service `asked` for a longer wait.
        """
        if self.condition is condition and now < self.probe_at:
            return replace(self, probe_at=max(self.probe_at, now + asked))
        return replace(
            self,
            condition=condition,
            trouble=trouble,
            message=message,
            since=self._since(condition, now),
            failures=self._failures(condition) + 1,
            probe_at=now + wait,
        )

    def _since(self, condition: Condition, now: float) -> float:
        return self.since if self.condition is condition else now

    def _failures(self, condition: Condition) -> int:
        """Count the failures in a row; one while the service is spared adds to those before it was back."""
        refusals = Condition.REFUSED in {condition, self.condition}
        return 0 if refusals and self.condition is not condition else self.failures
