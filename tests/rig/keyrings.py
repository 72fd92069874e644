"""The keyring that the agents of a test run use: a Secret Service on a private bus, or a file where there is none."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rig import keyring_backend
from rig.waiting import wait_until

LEFT_OUT = "the real keyring was left out: dbus-daemon or gnome-keyring-daemon is not installed"
_HERE = Path(__file__).parent
_ENDS_WITHIN_S = 10
# No service files: a bus that starts services by itself would leave them behind.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
_PROBE = "import keyring; keyring.set_password('rig', 'probe', 'x'); assert keyring.get_password('rig', 'probe') == 'x'"


def real_one_is_here():
    return sys.platform == "linux" and all(map(shutil.which, ("dbus-daemon", "gnome-keyring-daemon")))


@contextlib.contextmanager
def keyring_environment():
    """Give the variables that lead a process to a keyring which lives as long as this context."""
    # Short, because a socket's path has little room.
    with tempfile.TemporaryDirectory(prefix="rig-") as folder:
        if real_one_is_here():
            with _secret_service(Path(folder)) as environment:
                yield environment
        else:
            yield {
                "PYTHON_KEYRING_BACKEND": "keyring_backend.FileKeyring",
                "PYTHONPATH": str(_HERE),
                keyring_backend.FILE_VARIABLE: str(Path(folder) / "keyring.json"),
            }


@contextlib.contextmanager
def _secret_service(folder):
    (folder / "run").mkdir(mode=0o700)
    (folder / "bus.conf").write_text(_BUS.format(folder=folder / "run"), encoding="utf-8")
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}
    bus = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--print-address", "--nofork", "--nopidfile"]
    with _process(bus, surroundings, stdout=subprocess.PIPE) as daemon:
        environment = {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().decode().strip()}
        keeper = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        with _process(keeper, surroundings | environment, stdin=subprocess.PIPE) as keyring:
            keyring.stdin.write(b"password of this test run")
            keyring.stdin.close()
            wait_until(lambda: _answers(surroundings | environment), 30, "the Secret Service answers")
            yield environment


@contextlib.contextmanager
def _process(command, environment, **pipes):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment, **quiet | pipes) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(_ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(environment):
    probe = subprocess.run([sys.executable, "-c", _PROBE], env=environment, capture_output=True, check=False)
    return probe.returncode == 0
