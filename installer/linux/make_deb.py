"""Makes the package for Debian and Ubuntu from the folder that PyInstaller made.

    python -m installer.linux.make_deb FROZEN_FOLDER DIST_FOLDER [--version VERSION]

Needs dpkg-dev, and runs in the environment that the folder was packed from. The same folder gives the same
bytes. Settings are not part of it: /etc/branchagent/config.toml is written by an administrator or by what manages the
machine, and a file of ours there would ask at each upgrade whose lines are to be kept.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

from installer.linux.changelog import as_debian
from installer.linux.dependencies import depends_and_recommends
from installer.sbom import inventory
from installer.version import ROOT, source_date, version

_HERE = Path(__file__).parent
_PROGRAM = Path("usr/lib/branchagent")
_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256)
"""What the icon file holds of the sizes that hicolor has folders for."""
_MAINTAINER = "{DEBFULLNAME} <{DEBEMAIL}>"
_NOBODY = {"DEBFULLNAME": "branchagent", "DEBEMAIL": "branchagent@localhost.localdomain"}
_ALWAYS = ("ca-certificates", "systemd | systemd-standalone-sysusers | systemd-sysusers")
_WITH_A_DESKTOP = (
    "gir1.2-gtk-3.0",
    "gir1.2-ayatanaappindicator3-0.1",
    "gnome-keyring | keepassxc | libkf5wallet-bin",
    "xdg-utils",
)
_CONTROL = """\
Package: branchagent
Version: {version}
Section: misc
Priority: optional
Architecture: {architecture}
Installed-Size: {size}
Maintainer: {maintainer}
Depends: {depends}
Recommends: {recommends}
Suggests: dbus-daemon
Description: sends hajj deposit receipts to SISKOHAT
 A clerk saves each receipt (a PDF) in a folder. branchagent sends it to
 SISKOHAT, files it by the answer's response code, and shows in the tray what
 became of it. It goes on by itself after outages and restarts, and no receipt
 is lost or sent under another number.
 .
 There are units for servers without a session too.
"""
_FILES = {
    "branchagent.desktop": "usr/share/applications/branchagent.desktop",
    "copyright": "usr/share/doc/branchagent/copyright",
    "lintian-overrides": "usr/share/lintian/overrides/branchagent",
    "sysusers.conf": "usr/lib/sysusers.d/branchagent.conf",
    "user/branchagent.service": "usr/lib/systemd/user/branchagent.service",
    "user/branchagent-tray.service": "usr/lib/systemd/user/branchagent-tray.service",
    "../systemd/branchagent.service": "usr/lib/systemd/system/branchagent.service",
    "../systemd/branchagent-keyring.service": "usr/lib/systemd/system/branchagent-keyring.service",
    "../systemd/with-keyring": "usr/lib/branchagent/with-keyring",
}


def make(frozen: Path, dist: Path, number: str) -> Path:
    """Make the package and give its path; ends the program if a tool fails."""
    dist.mkdir(parents=True, exist_ok=True)
    architecture = _said_by("dpkg", "--print-architecture").strip()
    package = dist / f"branchagent_{number}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as work:
        root = Path(work, "root")
        _place_program(frozen, root)
        _place_files(root)
        _place_documents(root, number)
        _place_completions(root, frozen)
        _place_icons(root)
        _settle_modes(root)
        _write_control(root, number, architecture)
        _build(root, package)
    return package


def _place_program(frozen: Path, root: Path) -> None:
    shutil.copytree(frozen, root / _PROGRAM, symlinks=True)
    link = root / "usr/bin/branchagent"
    link.parent.mkdir()
    link.symlink_to("../lib/branchagent/branchagent")


def _place_files(root: Path) -> None:
    for source, target in _FILES.items():
        place = root / target
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_HERE / source, place)


def _place_documents(root: Path, number: str) -> None:
    log = as_debian((ROOT / "CHANGELOG.md").read_text("utf-8"), number, source_date(), _maintainer())
    _write_packed(root / "usr/share/doc/branchagent/changelog.gz", log)
    _write_packed(root / "usr/share/man/man1/branchagent.1.gz", _manual(number))
    listed = json.dumps(inventory(root / _PROGRAM, number), indent=1)
    _write_packed(root / "usr/share/doc/branchagent/sbom.cdx.json.gz", listed)


def _manual(number: str) -> str:
    """Give the manual with the commands as the program itself knows them."""
    from branchagent.cli.main import _COMMANDS  # noqa: PLC0415 - its table is what the manual lists

    commands = "\n".join(
        f".TP\n.B {name}\n{meaning[0].upper()}{meaning[1:]}." for name, (_, meaning) in _COMMANDS.items()
    )
    text = (_HERE / "branchagent.1").read_text("utf-8")
    return text.replace("@VERSION@", number).replace("@COMMANDS@", commands.replace("--", r"\-\-"))


def _place_completions(root: Path, frozen: Path) -> None:
    for shell, target in (
        ("bash", "usr/share/bash-completion/completions/branchagent"),
        ("zsh", "usr/share/zsh/vendor-completions/_branchagent"),
    ):
        place = root / target
        place.parent.mkdir(parents=True)
        place.write_text(_said_by(str(frozen / "branchagent"), "completion", shell), encoding="utf-8")


def _place_icons(root: Path) -> None:
    icons = ROOT / "assets" / "icons"
    with Image.open(icons / "branchagent.ico") as file:
        for size in _ICON_SIZES:
            place = root / f"usr/share/icons/hicolor/{size}x{size}/apps/branchagent.png"
            place.parent.mkdir(parents=True)
            file.ico.getimage((size, size)).save(place)
    pixmap = root / "usr/share/pixmaps/branchagent.png"
    pixmap.parent.mkdir(parents=True)
    shutil.copyfile(icons / "branchagent.png", pixmap)


def _settle_modes(root: Path) -> None:
    """Give every file the mode that it has by its kind, whatever the mask of who builds it."""
    started = {root / _PROGRAM / "branchagent", root / _PROGRAM / "with-keyring"}
    root.chmod(0o755)
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path in started else 0o644)


def _write_control(root: Path, number: str, architecture: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    control = root / "DEBIAN"
    # dpkg-shlibdeps knows by this folder what is packed.
    control.mkdir(mode=0o755)
    depends, recommends = depends_and_recommends(root / _PROGRAM)
    sums = "".join(f"{_md5(path)}  {path.relative_to(root)}\n" for path in files)
    (control / "md5sums").write_text(sums)
    text = _CONTROL.format(
        version=number,
        architecture=architecture,
        size=sum(-(-path.stat().st_size // 1024) for path in files),
        maintainer=_maintainer(),
        depends=", ".join((depends, *_ALWAYS)),
        recommends=", ".join((recommends, *_WITH_A_DESKTOP)),
    )
    (control / "control").write_text(text, encoding="utf-8")
    for script in (_HERE / "scripts").iterdir():
        shutil.copyfile(script, control / script.name)
        (control / script.name).chmod(0o755)


def _build(root: Path, package: Path) -> None:
    date = str(source_date())
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(package)]
    subprocess.run(command, env={**os.environ, "SOURCE_DATE_EPOCH": date}, stdout=subprocess.DEVNULL, check=True)


def _maintainer() -> str:
    """Give who answers for the package, by the variables that Debian's own tools read."""
    return _MAINTAINER.format(**{name: os.environ.get(name) or other for name, other in _NOBODY.items()})


def _write_packed(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.encode())
    place.write_bytes(packed.getvalue())


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _said_by(*command: str) -> str:
    """Run a tool in the language that its authors speak, and give what it says."""
    settings = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    return subprocess.run(command, env=settings, stdout=subprocess.PIPE, check=True).stdout.decode()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frozen", type=Path)
    parser.add_argument("dist", type=Path)
    parser.add_argument("--version", default=version())
    options = parser.parse_args()
    print(make(options.frozen.resolve(), options.dist.resolve(), options.version))
