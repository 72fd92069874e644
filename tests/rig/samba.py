"""A real file server for a branch's folder: Samba as an ordinary process, and its clerk's hand on another PC."""

import contextlib
import os
import shutil
import socket
import subprocess

from rig.agents import running
from rig.waiting import wait_until

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
SMBD = shutil.which("smbd", path=_PATH)
SMBCLIENT = shutil.which("smbclient", path=_PATH)
CAN_SERVE = SMBD is not None and SMBCLIENT is not None and os.name == "posix" and os.geteuid() == 0

_CONFIG = """
[global]
  server role = standalone server
  map to guest = Bad User
  guest account = root
  interfaces = lo
  bind interfaces only = yes
  private dir = {own}
  state directory = {own}
  cache directory = {own}
  lock directory = {own}
  pid directory = {own}
  ncalrpc dir = {own}/ncalrpc
  log file = {own}/log
  load printers = no
  disable spoolss = yes
[in]
  path = {folder}
  guest ok = yes
  read only = no
"""


class Clerk:
    """Somebody at another PC, by `smbclient`."""

    def __init__(self, port):
        self._command = [SMBCLIENT, "//127.0.0.1/in", "-p", str(port), "-N"]

    def does(self, *orders):
        """Carry out orders of smbclient's, each a line of its own (`put`, `rename`, `rm`)."""
        return subprocess.run(
            [*self._command, "-c", "; ".join(orders)], capture_output=True, text=True, check=True, timeout=60
        ).stdout

    @contextlib.contextmanager
    def writing(self, name):
        """Give a pipe; what is written into it goes into a file of that name, open until the pipe is closed."""
        command = [*self._command, "-c", f'put /dev/stdin "{name}"']
        with running(command, None, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as put:
            yield put.stdin
            put.stdin.close()
            assert put.wait(60) == 0


@contextlib.contextmanager
def serving(folder, own):
    """Serve a folder to the network of this machine; give the clerk."""
    own.mkdir()
    folder.mkdir(parents=True, exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = own / "smb.conf"
    config.write_text(_CONFIG.format(own=own, folder=folder))
    command = [SMBD, "--foreground", "--no-process-group", f"--configfile={config}", "-p", str(port)]
    with (own / "out").open("wb") as out, running(command, None, stdin=subprocess.DEVNULL, stdout=out, stderr=out):
        wait_until(lambda: _answers(port), 30, lambda: (own / "out").read_text("utf-8", "replace"))
        yield Clerk(port)


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
