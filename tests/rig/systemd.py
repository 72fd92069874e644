"""A real systemd that starts a service's unit, in name spaces of its own: what runs on this machine is not touched."""

import contextlib
import functools
import shutil
import signal
import subprocess
from pathlib import Path

UNITS = Path(__file__).parents[2] / "installer" / "systemd"
_SYSTEMD = Path("/lib/systemd/systemd")
_NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
_BOOT = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
cp -r {units}/. /run/systemd/system/
umount -R /sys/fs/cgroup 2>/dev/null || true
mount -t cgroup2 none /sys/fs/cgroup
mount --make-rshared /
export container=rig
exec {systemd} --system --unit=rig.target --log-target=console --show-status=no
"""


@functools.cache
def why_not():
    """Say why no systemd can be started here; None if it can."""
    if not _SYSTEMD.exists() or not all(map(shutil.which, ("systemd-creds", "unshare"))):
        return "systemd is not installed"
    tried = "mount --make-rprivate / && mount -t tmpfs tmpfs /run && mount -t cgroup2 none /mnt"
    done = subprocess.run([*_NAMESPACES, "sh", "-c", tried], capture_output=True, timeout=30, check=False)
    return None if done.returncode == 0 else "no name spaces can be made here"


def encrypt(secret, name, file):
    """Keep a credential as IT does, by systemd-creds; the key is this machine's."""
    command = ["systemd-creds", "encrypt", "--with-key=host", f"--name={name}", "-", str(file)]
    subprocess.run(command, input=secret.encode(), capture_output=True, timeout=30, check=True)


@contextlib.contextmanager
def booted(folder, name, changes):
    """Run the unit `name` of the installer, with a drop-in of `changes` for this machine, until the block ends."""
    units = folder / "units"
    (units / f"{name}.d").mkdir(parents=True)
    shutil.copy(UNITS / name, units / name)
    (units / f"{name}.d" / "rig.conf").write_text(changes, encoding="utf-8")
    (units / "rig.target").write_text(f"[Unit]\nDefaultDependencies=no\nWants={name}\n", encoding="utf-8")
    boot = _BOOT.format(units=units, systemd=_SYSTEMD)
    with (folder / "boot.txt").open("wb") as output:
        command = [*_NAMESPACES, "sh", "-c", boot]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output) as machine:
            try:
                yield machine
            finally:
                machine.send_signal(signal.SIGKILL)
