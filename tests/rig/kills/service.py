"""The service as a process of its own, which may be killed: what it accepted and what it told outlive it."""

import re
import signal
import subprocess
import sys
from urllib.parse import unquote

from rig.agents import clean_environment
from rig.branches import TOKEN
from rig.kills.fates import FATES
from rig.waiting import wait_until

_GREETING = re.compile(r"^SISKOHAT simulator at (http://127\.0\.0\.1:(\d+))$", re.MULTILINE)
_VERDICT = re.compile(r"^([0-9A-Za-z]+) (?:multipart|json) \d+ B -> (?:RC (\w\w))?", re.MULTILINE)
_LATENCY_S = 0.03
_ENDS_WITHIN_S = 20


class Service:
    """`branchagent simulator`, with a store. It says of each upload what it will answer before it answers."""

    def __init__(self, home):
        home.mkdir()
        self.url = None
        self.port = 0
        self.kills = 0
        self._home = home
        self._store = home / "store"
        self._told = home / "told.txt"
        self._process = None

    def start(self):
        """Start it, on the port that it had before; it forgets the answers that were only to be given once."""
        rules = [fate.rule for fate in FATES if fate.steps and not (fate.passes and self.kills)]
        answers = [word for rule in rules for word in ("--answer", rule)]
        options = ["--port", str(self.port), "--store", self._store, "--token", TOKEN, "--latency", str(_LATENCY_S)]
        greetings = self._greetings()
        with self._told.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "branchagent", "simulator", *options, *answers],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=clean_environment(self._home, {}),
            )
        wait_until(lambda: self._greetings() > greetings or self._process.poll() is not None, what=self._text)
        assert self._process.poll() is None, self._text()
        self.url, port = _GREETING.findall(self._text())[-1]
        self.port = int(port)

    def kill(self):
        self._process.kill()
        self._process.wait(_ENDS_WITHIN_S)
        self.kills += 1

    def stop(self):
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(_ENDS_WITHIN_S)

    @property
    def accepted(self):
        """What it accepted as new, by number, from its first start on."""
        return {unquote(path.stem): path.read_bytes() for path in self._store.glob("*.pdf")}

    @property
    def told(self):
        """Every upload that it judged: the number and the RC, empty where it was to fall silent instead."""
        return _VERDICT.findall(self._text())

    def _greetings(self):
        return len(_GREETING.findall(self._text()))

    def _text(self):
        return self._told.read_text("utf-8", "replace") if self._told.exists() else ""
