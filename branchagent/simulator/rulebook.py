"""The rules in force and how far each number has come in them."""

from collections import Counter
from collections.abc import Iterable
from threading import Lock

from branchagent.simulator.fault_kinds import FaultKind
from branchagent.simulator.rules import LOGIN, NORMAL, Rule, Step


class RuleBook:
    """Chooses the step for each try; safe under threads.

    A rule for one exact number comes before patterns; of two patterns that match, the one given last wins.
    """

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._lock = Lock()
        self._exact: dict[str, Rule] = {}
        self._patterns: dict[str, Rule] = {}
        self._taken: dict[str, Counter[str]] = {}
        self._always: Step | None = None
        self._resets = False
        for rule in rules:
            self.put(rule)

    def put(self, rule: Rule) -> None:
        """Add a rule, or replace the one of the same pattern; its numbers begin at its first step."""
        with self._lock:
            shelf = self._exact if rule.expression is None else self._patterns
            shelf.pop(rule.pattern, None)
            shelf[rule.pattern] = rule
            self._taken[rule.pattern] = Counter()
            self._resets |= any(step.fault is FaultKind.RESET for step in rule.steps)

    def always(self, step: Step | None) -> None:
        """Answer everything with this step, whatever the rules say; None ends that."""
        with self._lock:
            self._always = step

    def clear(self) -> None:
        """Forget every rule and every count."""
        with self._lock:
            self._exact.clear()
            self._patterns.clear()
            self._taken.clear()
            self._always = None
            self._resets = False

    @property
    def whole_service(self) -> Step | None:
        """The step that `always` set, or None."""
        return self._always

    @property
    def may_reset(self) -> bool:
        """Whether any try could be answered by a reset, which must come while the body still arrives."""
        always = self._always
        return self._resets or (always is not None and always.fault is FaultKind.RESET)

    def peek(self, number: str) -> Step:
        """The step the next try of a number will get, without using it up."""
        with self._lock:
            return self._step(number)[1]

    def take(self, number: str) -> Step:
        """The step for this try of a number; the next try gets the next."""
        with self._lock:
            rule, step = self._step(number)
            if rule is not None:
                self._taken[rule.pattern][number] += 1
            return step

    def _step(self, number: str) -> tuple[Rule | None, Step]:
        if self._always is not None:
            return None, self._always
        rule = self._exact.get(number) or self._matching(number)
        if rule is None:
            return None, NORMAL
        return rule, rule.steps[min(self._taken[rule.pattern][number], len(rule.steps) - 1)]

    def _matching(self, number: str) -> Rule | None:
        if number == LOGIN:
            return None
        return next((rule for rule in reversed(self._patterns.values()) if rule.covers(number)), None)
