import os
import shutil
import subprocess
from pathlib import Path

import pytest
from rig import packages

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="session")
def node_modules():
    return packages.node_modules(HERE / "package.json", "no foreign receiver to send to")


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
