"""Which of Debian's packages the packed program needs: dpkg-shlibdeps says so of the libraries that are not packed."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

_OF_A_SCREEN = re.compile(r"(^|/)gi/|(^|/)libt(cl|k)8\.\d\.so|(^|/)_tkinter\.|(^|/)PIL/_imagingtk\.")
"""What only the icon and the windows load: a server goes without."""
_PACKED = {"libtcl8.6", "libtk8.6"}
"""dpkg-shlibdeps takes these for the system's, whose names are the same."""
_CONTROL = "Source: branchagent\n\nPackage: branchagent\nArchitecture: any\n"


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or a library."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def depends_and_recommends(folder: Path) -> tuple[str, str]:
    """Give what the folder's libraries need always, and what with a screen alone, as lines of a package."""
    binaries = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and is_elf(path))
    for_screen = [path for path in binaries if _OF_A_SCREEN.search(path.relative_to(folder).as_posix())]
    always = [path for path in binaries if path not in for_screen]
    private = sorted({path.parent for path in binaries}, key=lambda path: (len(path.parts), path))
    with tempfile.TemporaryDirectory() as work:
        control = Path(work, "debian", "control")
        control.parent.mkdir()
        control.write_text(_CONTROL)
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *(f"-l{each}" for each in private)]
        command += [
            "-dRecommends",
            *(f"-e{path}" for path in for_screen),
            "-dDepends",
            *(f"-e{path}" for path in always),
        ]
        said = subprocess.run(command, cwd=work, capture_output=True, check=True).stdout.decode()
    found = dict(line.removeprefix("shlibs:").split("=", 1) for line in said.splitlines())
    needed = {each.split()[0] for each in found["Depends"].split(", ")} | _PACKED
    also = [each for each in found.get("Recommends", "").split(", ") if each and each.split()[0] not in needed]
    return found["Depends"], ", ".join(also)
