"""Real proxies as a bank has them, each a process of its own on a port of this machine."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

from branchagent.wire import System
from rig.waiting import wait_until

SQUID = shutil.which("squid") or shutil.which("squid", path="/usr/sbin:/sbin")
TINYPROXY = shutil.which("tinyproxy")
_STARTS_WITHIN_S = 20
_ENDS_WITHIN_S = 10
_ALLOWS_ROOT_NOT = os.name == "posix" and os.geteuid() == 0

_TINYPROXY = """
Listen 127.0.0.1
Port {port}
Timeout 20
LogFile "{folder}/log"
LogLevel Info
{user}
"""
_SQUID = """
http_port 127.0.0.1:{port}
visible_hostname proxy.example
pid_filename none
cache deny all
access_log stdio:{folder}/log
cache_log {folder}/cache.log
coredump_dir {folder}
shutdown_lifetime 0 seconds
max_filedescriptors 256
pinger_enable off
connect_retries 0
connect_timeout 3 seconds
{user}
"""
_SQUID_ASKS = """
auth_param basic program {folder}/judge
auth_param basic children 1 startup=1
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
"""
_SQUID_JUDGE = """#!/bin/sh
while read -r user password; do [ "$user $password" = "{} {}" ] && echo OK || echo ERR; done
"""


class NamedBySystem(System):
    """A system whose settings name a script, and list proxies by their schemes."""

    def __init__(self, script, **listed):
        self._script = script
        self._listed = listed

    def script(self):
        return str(self._script)

    def listed(self, host):  # noqa: ARG002 - the base class's signature
        return self._listed


class RunningProxy:
    """A proxy that listens. `pair` are the user name and password that it wants, None if it wants none."""

    def __init__(self, port, log, pattern, pair):
        self.port = port
        self.pair = pair
        self.address = f"http://127.0.0.1:{port}"
        self._log = log
        self._pattern = pattern

    def requests(self):
        """Give what it was asked for, refused or not: CONNECT and host, or method and address."""
        content = self._log.read_text("utf-8", "replace") if self._log.exists() else ""
        return self._pattern.findall(content)

    def with_password(self, user=None, password=None):
        """Give its address as people write it into a variable."""
        name, secret = self.pair or ("", "")
        return f"http://{user or name}:{password or secret}@127.0.0.1:{self.port}"


@contextlib.contextmanager
def tinyproxy(pair=None, port=None):
    """Run tinyproxy."""
    user = f"BasicAuth {pair[0]} {pair[1]}" if pair else ""
    with _folder() as folder, _port(port) as chosen:
        settings = folder / "conf"
        settings.write_text(_TINYPROXY.format(port=chosen, folder=folder, user=user), encoding="utf-8")
        with _process([TINYPROXY, "-d", "-c", settings], chosen, folder):
            pattern = re.compile(r"Request \(file descriptor \d+\): (\S+ \S+)")
            yield RunningProxy(chosen, folder / "log", pattern, pair)


@contextlib.contextmanager
def squid(pair=None, port=None):
    """Run squid."""
    with _folder() as folder, _port(port) as chosen:
        judge = folder / "judge"
        if pair:
            judge.write_text(_SQUID_JUDGE.format(*pair), encoding="utf-8")
            judge.chmod(0o755)
        user = _SQUID_ASKS.format(folder=folder) if pair else "http_access allow all"
        settings = folder / "conf"
        settings.write_text(_SQUID.format(port=chosen, folder=folder, user=user), encoding="utf-8")
        with _process([SQUID, "-N", "-n", f"p{chosen}", "-f", settings], chosen, folder):
            yield RunningProxy(chosen, folder / "log", re.compile(r" \d+ ((?:CONNECT|GET|POST|HEAD) \S+) "), pair)


@contextlib.contextmanager
def _folder():
    """A place into which a proxy can write that gives up root's rights."""
    with tempfile.TemporaryDirectory(prefix="proxy-", dir="/tmp" if Path("/tmp").is_dir() else None) as folder:  # noqa: S108
        if _ALLOWS_ROOT_NOT:
            Path(folder).chmod(0o777)
        yield Path(folder)


@contextlib.contextmanager
def _port(wanted):
    """Give a free port; a proxy cannot be told to take any and say which."""
    if wanted is not None:
        yield wanted
        return
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    yield port


@contextlib.contextmanager
def _process(command, port, folder):
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until(
            lambda: process.poll() is not None or _listens(port),
            _STARTS_WITHIN_S,
            (folder / "output").read_text,
        )
        assert process.poll() is None, (folder / "output").read_text()
        yield
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_ENDS_WITHIN_S)


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
