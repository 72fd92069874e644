"""What is in a package that others wrote: libraries and their versions, licences and texts of licences."""

from __future__ import annotations

import re
import sys
import sysconfig
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.version import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

_LICENCE = re.compile(r"(^|/)(licen[cs]es?/|(licen[cs]e|copying|notice|authors)[^/]*$)", re.IGNORECASE)
_STARTER = "pyinstaller"
"""Its starter is the packed program's executable; its licence lets that be."""
_OF_THE_TRAY = "pygobject"
_OWN: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
_LEFT_OUT = frozenset({"markdown-it-py", "mdurl", "pycparser", "pygments"})
"""Required by libraries for what is not done here: freezing/contents.py leaves them out."""


def libraries() -> list[Distribution]:
    """Give what this environment packs: all that the program requires on this system, by name."""
    found: dict[str, Distribution] = {}
    waiting = [*_required(_OWN), _STARTER, *([_OF_THE_TRAY] if sys.platform == "linux" else [])]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found or name in _LEFT_OUT:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            if name != _OF_THE_TRAY:
                raise
            continue
        if name not in {_STARTER, _OF_THE_TRAY}:
            waiting += _required(found[name].requires or ())
    return [found[name] for name in sorted(found)]


def _required(lines: Iterable[str]) -> list[str]:
    wanted = [Requirement(line) for line in lines]
    return [each.name for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})]


def licence_of(library: Distribution) -> str:
    """Give the licence as the library names it: an SPDX expression, the classifiers' words, or its own."""
    told = library.metadata
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classified = [
        line.rpartition(" :: ")[2] for line in told.get_all("Classifier", []) if line.startswith("License :: ")
    ]
    own = str(told.get("License") or "").strip().splitlines()
    return " AND ".join(each for each in classified if each != "OSI Approved") or (own[0] if own else "not told")


def licence_texts(library: Distribution) -> list[tuple[Path, str]]:
    """Give the files in which a library brings its licence and those of what it is made of, each with its folder."""
    found = []
    for file in library.files or ():
        _, mark, inside = file.as_posix().partition(".dist-info/")
        place = Path(str(file.locate()))
        if mark and _LICENCE.search(inside) and place.is_file():
            found.append((place, Path(re.sub(r"^licen[cs]es/", "", inside)).parent.as_posix()))
    return sorted(found)


def python_licence() -> Path | None:
    """Give the file with the licence of Python itself and of what is built into it."""
    places = (Path(sys.base_prefix), Path(sysconfig.get_path("stdlib")), Path("/usr/share/doc/python3.11"))
    names = ("LICENSE.txt", "copyright")
    return next((place / name for place in places for name in names if (place / name).is_file()), None)


def licence_data() -> list[tuple[str, str]]:
    """Give all these texts, each with its folder in the package, as PyInstaller takes them."""
    found = [
        (str(file), f"licences/{canonicalize_name(library.name)}/{folder}".removesuffix("/."))
        for library in libraries()
        for file, folder in licence_texts(library)
    ]
    own = python_licence()
    return found + ([(str(own), "licences/python")] if own else [])
