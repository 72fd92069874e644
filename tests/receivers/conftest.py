import os
import shutil
import subprocess
from pathlib import Path

import pytest
from filelock import FileLock

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / "build" / "receivers"


@pytest.fixture(scope="session")
def node_modules():
    """Install the receiver's packages where they stay for the next run."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not here: no foreign receiver to send to")
    wanted = (HERE / "package.json").read_text("utf-8")
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(CACHE / "install.lock"):
        installed = CACHE / "installed.json"
        if not installed.exists() or installed.read_text("utf-8") != wanted:
            (CACHE / "package.json").write_text(wanted, "utf-8")
            install()
            installed.write_text(wanted, "utf-8")
    return CACHE / "node_modules"


def install():
    command = [shutil.which("npm"), "install", "--no-package-lock", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True, timeout=150, check=False)
    if done.returncode:
        pytest.skip("npm cannot install the foreign receiver here")


@pytest.fixture(scope="session")
def receiver(node_modules):
    """The base URL of a running receiver."""
    environment = {**os.environ, "NODE_PATH": str(node_modules), "NODE_ENV": "production"}
    with subprocess.Popen(
        [shutil.which("node"), HERE / "receiver.js"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()
