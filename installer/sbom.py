"""Lists what is in a packed program, in CycloneDX' form: libraries with versions and licences, files with checksums.

    python -m installer.sbom FROZEN_FOLDER DIST_FOLDER

Runs in the environment that the folder was packed from. The same folder gives the same list.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import sqlite3
import ssl
import uuid
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from cryptography.hazmat.backends.openssl import backend
from packaging.utils import canonicalize_name

from installer.inventory import libraries, licence_of
from installer.version import source_date, version

_ITSELF = "branchagent"
_SPACE = uuid.UUID("0b1f6f5e-6a9f-5d0d-9d0b-5f5c6f1f5a2d")
_SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-or-later WITH Bootloader-exception",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-or-later",
    "Apache Software License AND MIT License": "MIT OR Apache-2.0",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
"""What older libraries say in words."""


def inventory(frozen: Path, number: str) -> dict[str, Any]:
    """Give the whole list."""
    files = [_file(path, frozen) for path in sorted(frozen.rglob("*")) if path.is_file() and not path.is_symlink()]
    components = [*_libraries(), *_foundations(frozen), *files]
    digest = hashlib.sha256(json.dumps(components, sort_keys=True).encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, digest)}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(source_date(), UTC).isoformat(),
            "component": _component("application", _ITSELF, number, "Apache-2.0"),
            "properties": [{"name": "branchagent:system", "value": f"{platform.system()} {platform.machine()}"}],
        },
        "components": components,
    }


def _libraries() -> list[dict[str, Any]]:
    found = []
    for library in libraries():
        name = canonicalize_name(library.name)
        told = licence_of(library)
        made = _component("library", name, library.version, _SPDX.get(told, told))
        found.append({**made, "purl": f"pkg:pypi/{name}@{library.version}"})
    return found


def _foundations(frozen: Path) -> list[dict[str, Any]]:
    """Name what is no library of Python's, but packed with one or below all."""
    found = [
        _component("framework", "CPython", platform.python_version(), "PSF-2.0"),
        _component("library", "PDFium", _pdfium(), "BSD-3-Clause AND Apache-2.0"),
        _component("library", "OpenSSL (in cryptography)", backend.openssl_version_text().split()[1], "Apache-2.0"),
    ]
    names = {path.name.lower() for path in frozen.rglob("*")}
    for begins, name, number, licence in (
        (("libssl", "libcrypto"), "OpenSSL", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0"),
        (("libsqlite3", "sqlite3."), "SQLite", sqlite3.sqlite_version, "blessing"),
        (("libtk", "tk86t", "tcl86t"), "Tcl/Tk", _tk(), "TCL"),
    ):
        if any(each.startswith(begins) for each in names):
            found.append(_component("library", name, number, licence))
    return found


def _pdfium() -> str:
    told = json.loads(resources.files("pypdfium2_raw").joinpath("version.json").read_text("utf-8"))
    return ".".join(str(told[part]) for part in ("major", "minor", "build", "patch"))


def _tk() -> str:
    import tkinter as tk  # noqa: PLC0415 - a Python without it packs none

    return str(tk.Tcl().eval("info patchlevel"))


def _component(kind: str, name: str, number: str, licence: str) -> dict[str, Any]:
    return {
        "type": kind,
        "bom-ref": f"{name}@{number}",
        "name": name,
        "version": number,
        "licenses": [_licence(licence)],
    }


def _licence(told: str) -> dict[str, Any]:
    """Tell an expression of SPDX, which has no comma and no words of its own, from other names."""
    is_expression = all(word in {"AND", "OR", "WITH"} or "-" in word or word.isupper() for word in told.split())
    return {"expression": told} if is_expression else {"license": {"name": told}}


def _file(path: Path, frozen: Path) -> dict[str, Any]:
    place = path.relative_to(frozen).as_posix()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "type": "file",
        "bom-ref": f"file:{place}",
        "name": place,
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }


def write(frozen: Path, dist: Path) -> Path:
    """Write the list into a folder and give its path."""
    dist.mkdir(parents=True, exist_ok=True)
    system = {"Windows": "windows", "Darwin": "macos"}.get(platform.system(), "linux")
    place = dist / f"{_ITSELF}-{version()}-{system}.cdx.json"
    place.write_text(json.dumps(inventory(frozen, version()), indent=1) + "\n", encoding="utf-8", newline="\n")
    return place


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("frozen", type=Path)
    parser.add_argument("dist", type=Path)
    options = parser.parse_args()
    print(write(options.frozen.resolve(), options.dist.resolve()))
