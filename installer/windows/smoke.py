"""Installs the MSI and the set-up silently, lets each installed program do the main job, and takes it away again.

    python -m installer.windows.smoke DIST_FOLDER

For a machine that is thrown away afterwards, such as a workflow's; with administrator's rights.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import winreg
from pathlib import Path
from typing import Any

_WITHIN_S = 600
_REGISTRY: Any = winreg


def _run(*command: object) -> str:
    said = subprocess.run(
        list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_WITHIN_S, check=False
    )
    text = said.stdout.decode("utf-8", "replace")
    if said.returncode:
        raise SystemExit(f"{command[0]}: exit code {said.returncode}\n{text}")
    return text


def _try(folder: Path) -> None:
    program = folder / "branchagent-cli.exe"
    print(_run(program, "--version").strip())
    _run(program, "demo", "--headless")


def _setups_folder() -> Path:
    """Give the folder that the set-up notes for this user."""
    key = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\branchagent"
    with _REGISTRY.OpenKey(_REGISTRY.HKEY_CURRENT_USER, key) as opened:
        return Path(_REGISTRY.QueryValueEx(opened, "InstallLocation")[0])


def main() -> None:
    """Try both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path)
    dist = parser.parse_args().dist.resolve()
    (msi,), (setup,) = dist.glob("*.msi"), dist.glob("*-setup.exe")

    _run("msiexec", "/i", msi, "/qn", "/norestart")
    _try(Path(os.environ["PROGRAMFILES"], "branchagent"))
    _run("msiexec", "/x", msi, "/qn", "/norestart")

    _run(setup, "/S")
    folder = _setups_folder()
    _try(folder)
    # Without _?= it would copy itself and end before it has taken anything away.
    _run(folder / "uninstall.exe", "/S", f"_?={folder}")
    print("both packages were installed, did the main job, and are gone")


if __name__ == "__main__":
    main()
