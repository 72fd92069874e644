"""Programs of Node.js that nobody here wrote, installed where they stay for the next run."""

import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

BUILD = Path(__file__).resolve().parents[2] / "build"


def node_modules(package, why):
    """Install what a `package.json` names, and give the folder; skip the test where that cannot be, saying `why`."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip(f"node and npm are not here: {why}")
    wanted, cache = package.read_text("utf-8"), BUILD / package.parent.name
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / "install.lock"):
        installed = cache / "installed.json"
        if not installed.exists() or installed.read_text("utf-8") != wanted:
            (cache / "package.json").write_text(wanted, "utf-8")
            command = [shutil.which("npm"), "install", "--no-package-lock", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=150, check=False)
            if done.returncode:
                pytest.skip(f"npm cannot install its packages here: {why}")
            installed.write_text(wanted, "utf-8")
    return cache / "node_modules"
