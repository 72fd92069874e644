"""Fetches sources of PDF libraries as their users do: by pip, npm and apt-get, from wherever these are set up to."""

import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

_PATIENCE_S = 600
_SOURCES = Path("/etc/apt")


class WrongHashError(Exception):
    """A package is not the one that was chosen."""


def fetch(package, folder):
    """Give a package's file, from the folder if it is there; None if it is not to be had."""
    file = folder / package.file
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _CLIENTS[package.client](package, folder)
    if not file.exists():
        return None
    if hashlib.sha256(file.read_bytes()).hexdigest() != package.sha256:
        raise WrongHashError(file)
    return file


def _by_pip(package, folder):
    # By hash, for pip asks a source's own program for its name.
    wanted = folder / f"{package.file}.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="ascii")
    download = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-binary", package.name]
    _run(*download, "--require-hashes", "-r", wanted, "-d", folder)
    wanted.unlink()


def _by_npm(package, folder):
    _run("npm", "pack", f"{package.name}@{package.version}", "--pack-destination", folder)


def _by_apt(package, folder):
    # Whichever revision Debian has: the upstream source is the same in all of them, as its hash says.
    options = _apt_options(folder.resolve() / "apt")
    _run("apt-get", *options, "source", "--download-only", "--only-source", package.name, cwd=folder)


@cache
def _apt_options(home):
    """Ask Debian for sources too, without a change to how this machine is set up."""
    lists = home / "lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    for found in (_SOURCES / "sources.list", *(_SOURCES / "sources.list.d").glob("*.*")):
        if found.suffix in {".list", ".sources"} and found.exists():
            text = found.read_text(encoding="utf-8")
            (home / found.name).write_text(_for_sources(text), encoding="utf-8")
    places = {"Etc::SourceList": "/dev/null", "Etc::SourceParts": home, "State::Lists": lists}
    given = {f"Dir::{name}": place for name, place in places.items()}
    given |= {"Dir::Cache::SrcPkgCache": "", "Dir::Cache::PkgCache": "", "APT::Sandbox::User": "root"}
    options = tuple(part for name, value in given.items() for part in ("-o", f"{name}={value}"))
    _run("apt-get", *options, "update")
    return options


def _for_sources(text):
    lines = text.splitlines()
    return "\n".join(
        f"deb-src {line[4:]}" if line.startswith("deb ") else "Types: deb-src" if line.startswith("Types:") else line
        for line in lines
    )


def _run(*command, cwd=None):
    try:
        subprocess.run(command, cwd=cwd, capture_output=True, check=False, timeout=_PATIENCE_S)
    except (FileNotFoundError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)


_CLIENTS = {"pip": _by_pip, "npm": _by_npm, "apt": _by_apt}
