"""A Debian in a folder: what is installed there is not on this machine, whose network it has."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import zlib
from pathlib import Path

from rig.waiting import wait_until

RELEASE = "bookworm"
NEEDED = ("debootstrap", "dpkg-deb", "chroot")
_ALSO = "systemd,ca-certificates,libsqlite3-0,libpam-systemd,dbus,dbus-user-session"
"""What the package asks for and a small Debian has not, and what gives users a systemd of their own."""
_CREDENTIALS = "run/credentials"
_MOUNTED = (("proc", "proc"), ("tmpfs", _CREDENTIALS))
_SETTINGS = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


def why_not():
    """Say why there can be none here; None if there can."""
    missing = [name for name in NEEDED if not shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")]
    if missing:
        return f"needs {', '.join(missing)}"
    return None if os.geteuid() == 0 else "needs root's rights"


def image(cache):
    """Give an archive of a small Debian; it is made once, from Debian's own servers."""
    archive = cache / f"{RELEASE}-{zlib.crc32(_ALSO.encode()):08x}.tar"
    if not archive.exists():
        with tempfile.TemporaryDirectory(dir=cache) as work:
            command = ["debootstrap", "--variant=minbase", f"--include={_ALSO}", RELEASE, f"{work}/root"]
            environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
            draft = Path(work, "image.tar")
            subprocess.run(["tar", "-C", f"{work}/root", "-cf", str(draft), "."], check=True)
            draft.rename(archive)
    return archive


class Chroot:
    """A Debian in `root`. Its context mounts its /proc and ends, at its end, whatever still runs there."""

    def __init__(self, archive, root):
        self.root = root
        root.mkdir()
        subprocess.run(["tar", "-C", str(root), "-xf", str(archive)], check=True)
        # No service is started by a package, as in every chroot of Debian's.
        policy = root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")

    def __enter__(self):
        (self.root / _CREDENTIALS).mkdir()
        for kind, place in _MOUNTED:
            subprocess.run(["mount", "-t", kind, kind, str(self.root / place)], check=True)
        return self

    def __exit__(self, *_):
        for process in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not self._processes())
        for _, place in _MOUNTED:
            subprocess.run(["umount", str(self.root / place)], check=True)

    def _processes(self):
        """Name the processes whose root is this one."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (place / "root").readlink() == self.root:
                    found.append(int(place.name))
        return found

    def command_line(self, *command, user="root"):
        settings = {**_SETTINGS, "HOME": "/root" if user == "root" else f"/home/{user}"}
        settings |= {"CREDENTIALS_DIRECTORY": f"/{_CREDENTIALS}"} if user != "root" else {}
        words = [f"{name}={value}" for name, value in settings.items()]
        return ["chroot", f"--userspec={user}:{user}", str(self.root), "env", "-i", *words, *command]

    def run(self, *command, user="root", stdin=None, code=0):
        result = subprocess.run(
            self.command_line(*command, user=user),
            input=stdin,
            stdin=None if stdin else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd="/",
            timeout=300,
            check=False,
        )
        assert code is None or result.returncode == code, (command, result.returncode, result.stdout, result.stderr)
        return result

    def start(self, *command, user="root", output):
        return subprocess.Popen(
            self.command_line(*command, user=user),
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def give_credential(self, user, name, secret):
        """Hand a credential to a user's program as systemd does: in memory, and to nobody else."""
        place = self.root / _CREDENTIALS
        place.chmod(0o700)
        (place / name).write_text(secret)
        self.run("chown", "-R", f"{user}:{user}", f"/{_CREDENTIALS}")

    def files(self):
        """Name all that lies there, what a system notes of its packages and users aside."""
        noted = ("dev/", "tmp/", "run/", "var/lib/dpkg/", "var/lib/apt/", "var/cache/", "var/log/")
        command = ["find", str(self.root), "-xdev", "-printf", "%P\n"]
        found = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
        return {path for path in found if not path.startswith(noted)}


_BOOT = """
set -e
mount --make-rprivate /
mount --bind {root} {root}
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
mount -t tmpfs tmpfs {root}/run
mount -t sysfs sysfs {root}/sys
mount -t cgroup2 none {root}/sys/fs/cgroup
mount --make-rshared /
export container=rig
exec chroot {root} /lib/systemd/systemd --system --unit=multi-user.target --log-target=null --show-status=no
"""


class Booted(Chroot):
    """The same with a systemd that runs it, in name spaces of its own. All that runs there ends with its context."""

    def __enter__(self):
        command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", _BOOT.format(root=self.root)]
        self._outer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children")
        self._first = wait_until(children.read_text, 30, "systemd is begun").strip()
        wait_until(self._is_up, 120, "systemd has started everything")
        return self

    def __exit__(self, *_):
        self._outer.kill()
        self._outer.wait()

    def _is_up(self):
        assert self._outer.poll() is None, "no systemd can be started here"
        return self.run("systemctl", "is-system-running", code=None).stdout.strip() in {"running", "degraded"}

    def command_line(self, *command, user="root"):
        return ["nsenter", "--mount", "--pid", "--target", self._first, *super().command_line(*command, user=user)]
