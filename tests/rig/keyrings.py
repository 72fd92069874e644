"""The keyring that the agents of a test run use: a Secret Service on a private bus, or a file where there is none."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from rig import keyring_backend
from rig.waiting import wait_until

if sys.platform == "linux":
    import jeepney
    import secretstorage
    from jeepney.io.blocking import open_dbus_connection

PASSWORD = "password of this test run"
ABORTED = "gnome-keyring-daemon ended by itself"
ABORTS = []
"""When the daemon that all tests share ended by itself, in monotonic seconds."""
LEFT_OUT = "the real keyring was left out: dbus-daemon or gnome-keyring-daemon is not installed"
_HERE = Path(__file__).parent
_ENDS_WITHIN_S = 10
_LOOKS_EVERY_S = 0.05
_SECRETS = "org.freedesktop.secrets"
_UNLOCKING = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"
# No service files: a bus that starts services by itself would leave them behind.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  {more}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


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
    """A keyring for a whole test run.

    gnome-keyring-daemon aborts now and then when clients come and go quickly (a race in it); as on a desktop under
    systemd, the next one takes its place.
    """
    over = threading.Event()
    with private_bus(folder) as desktop:
        thread = threading.Thread(target=desktop.keep_a_daemon, args=(PASSWORD, over))
        thread.start()
        try:
            desktop.wait_for_daemon(PASSWORD)
            yield desktop.environment
        finally:
            over.set()
            thread.join()


@contextlib.contextmanager
def private_bus(folder, address=None, more=""):
    """Give a `Desktop`: a session bus that only this context's processes are on.

    `address` is where it listens, an address of its own unless given; the keyrings of one folder stay the same. `more`
    is what its configuration says besides.
    """
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    listens_at = address or f"unix:dir={folder / 'run'}"
    (folder / "bus.conf").write_text(_BUS.format(address=listens_at, more=more), encoding="utf-8")
    surroundings = {"PATH": os.environ["PATH"], "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}
    bus = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--print-address", "--nofork", "--nopidfile"]
    with _process(bus, surroundings, stdout=subprocess.PIPE) as daemon:
        yield Desktop(surroundings, daemon.stdout.readline().decode().strip())


class Desktop:
    """A session bus, on which a keyring's daemon comes and goes."""

    def __init__(self, surroundings, address):
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": address}
        self._surroundings = surroundings | self.environment
        self._address = address

    @contextlib.contextmanager
    def keyring_daemon(self, password=None):
        """Run a daemon, unlocked (and made, at its first start) by `password`; give its process."""
        with self._daemon(password) as daemon:
            self.wait_for_daemon(password)
            yield daemon
            ended = daemon.poll()
        wait_until(lambda: not self._is_there(), 30, "the Secret Service is gone")
        assert ended is None, f"{ABORTED}, with {ended}"

    def keep_a_daemon(self, password, over):
        """Run one daemon after another until `over` is set."""
        while not over.is_set():
            with self._daemon(password) as daemon:
                while daemon.poll() is None and not over.wait(_LOOKS_EVERY_S):
                    pass
                if daemon.poll() is not None:
                    ABORTS.append(time.monotonic())

    def wait_for_daemon(self, password):
        wait_until(lambda: self._answers(unlocked=password is not None), 30, "the Secret Service answers")

    @contextlib.contextmanager
    def _daemon(self, password):
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if password is not None:
            command.append("--unlock")
        with _process(command, self._surroundings, stdin=subprocess.PIPE) as daemon:
            daemon.stdin.write((password or "").encode())
            daemon.stdin.close()
            yield daemon

    def lock(self):
        """Lock the keyring, as a screen saver may."""
        with self._bus() as bus:
            secretstorage.Collection(bus).lock()

    def unlock(self, password):
        """Unlock it as the log-in does, without a question on the screen."""
        with self._bus() as bus:
            keeper = jeepney.DBusAddress("/org/freedesktop/secrets", _SECRETS, _UNLOCKING)
            collection = "/org/freedesktop/secrets/collection/login"
            secret = secretstorage.util.format_secret(secretstorage.util.open_session(bus), password, "text/plain")
            reply = bus.send_and_get_reply(
                jeepney.new_method_call(keeper, "UnlockWithMasterPassword", "o(oayays)", (collection, secret))
            )
        assert reply.header.message_type is jeepney.MessageType.method_return, reply.body

    def service_has(self, service):
        """Give the labels of all that the keyring keeps for a service."""
        with self._bus() as bus:
            return [item.get_label() for item in secretstorage.Collection(bus).search_items({"service": service})]

    @contextlib.contextmanager
    def person_at_the_screen(self):
        """Show the keyring's questions to somebody who never answers; give the list of those that were asked."""
        with self._bus() as bus:
            bus.send_and_get_reply(jeepney.message_bus.RequestName("org.gnome.keyring.SystemPrompter"))
            asked, over = [], threading.Event()
            thread = threading.Thread(target=_look_at_questions, args=(bus, asked, over))
            thread.start()
            try:
                yield asked
            finally:
                over.set()
                thread.join()

    def _is_there(self):
        with self._bus() as bus:
            return bus.send_and_get_reply(jeepney.message_bus.NameHasOwner(_SECRETS)).body[0]

    def _answers(self, *, unlocked):
        if not self._is_there():
            return False
        with self._bus() as bus:
            try:
                return not (unlocked and secretstorage.Collection(bus).is_locked())
            except secretstorage.ItemNotFoundException:
                return not unlocked

    def _bus(self):
        return contextlib.closing(open_dbus_connection(self._address))


def _look_at_questions(bus, asked, over):
    while not over.is_set():
        with contextlib.suppress(TimeoutError):
            message = bus.receive(timeout=_LOOKS_EVERY_S)
            if message.header.message_type is jeepney.MessageType.method_call:
                asked.append(message.header.fields[jeepney.HeaderFields.member])
                bus.send(jeepney.new_method_return(message))


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
