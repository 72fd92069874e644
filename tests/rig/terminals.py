"""A command on a terminal of its own: a real pseudo-terminal of a given size, read by a deadline."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\-_])")
_ENDS_WITHIN_S = 60


class Terminal:
    """Runs a branch's command until its context is left. Environment variables come by keyword; None takes one out."""

    def __init__(self, branch, *arguments, columns=100, lines=40, **environment):
        self._command = [*branch.program, *arguments, "--config", str(branch.config)]
        wanted = {**branch.environment, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environment}
        self._environment = {name: value for name, value in wanted.items() if value is not None}
        self._size = struct.pack("HHHH", lines, columns, 0, 0)
        self._read = bytearray()

    def __enter__(self):
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, self._size)
        self.process = subprocess.Popen(
            self._command, stdin=theirs, stdout=theirs, stderr=theirs, env=self._environment, start_new_session=True
        )
        os.close(theirs)
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(_ENDS_WITHIN_S)
        os.close(self._ours)

    @property
    def raw(self):
        """All that was written so far, escape codes included."""
        return self._read.decode("utf-8", "replace").replace("\r\n", "\n")

    @property
    def text(self):
        """The same without escape codes."""
        return ESCAPES.sub("", self.raw)

    def wait_for(self, text, deadline_s=30):
        """Read until a text has been written."""
        until = time.monotonic() + deadline_s
        while text not in self.text:
            assert time.monotonic() < until, f"{text!r} did not come; there is:\n{self.text}"
            assert self._take(0.2), f"it ended without {text!r}:\n{self.text}"

    def end(self, code=0):
        """Read until the command ends, and give all that it wrote; it must end with this exit code."""
        until = time.monotonic() + _ENDS_WITHIN_S
        while self._take(0.2):
            assert time.monotonic() < until, self.text
        assert self.process.wait(_ENDS_WITHIN_S) == code, self.text
        return self.text

    def interrupt(self):
        """Do what Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)

    def _take(self, within_s):
        """Read what is there; False once the other side is closed."""
        if not select.select([self._ours], [], [], within_s)[0]:
            return True
        try:
            piece = os.read(self._ours, 65536)
        except OSError:
            return False
        self._read += piece
        return bool(piece)


def shown(branch, *arguments, code=0, **how):
    """Run a command to its end on a terminal and give what it wrote, escape codes included."""
    with Terminal(branch, *arguments, **how) as terminal:
        terminal.end(code)
        return terminal.raw
