"""A screen of the tests' own."""

import contextlib
import subprocess


@contextlib.contextmanager
def screen(size="1000x900"):
    """Run an X server; give its display and its process."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            yield f":{server.stdout.readline().decode().strip()}", server
        finally:
            server.kill()
