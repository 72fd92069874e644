"""The installed program on the PC that Wine is, with nothing named to it but what the installer has set."""

import getpass
import json
import shutil
import subprocess
import threading

from rig.waiting import wait_until

TOKEN = "a-token-of-a-branch"


class Installed:
    """What an installer put into `folder`, a Windows path; `drop` is the drop folder as this machine names it."""

    def __init__(self, wine, folder, drop):
        self._wine = wine
        self.folder = folder
        self.drop = drop

    @property
    def place(self):
        """Where the program lies, as this machine names it."""
        return self.on_disk(self.folder)

    @property
    def state(self):
        return self.on_disk(f"C:\\users\\{getpass.getuser()}\\AppData\\Local\\branchagent")

    def on_disk(self, windows_path):
        return self._wine.prefix / "drive_c" / windows_path.removeprefix("C:\\").replace("\\", "/")

    def command(self, *arguments, stdin=None, code=0, starter="branchagent-cli.exe"):
        result = subprocess.run(
            ["wine", f"{self.folder}\\{starter}", *arguments],
            env=self._wine.environment(),
            input=stdin,
            stdin=None if stdin else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert code is None or result.returncode == code, (arguments, result.returncode, result.stdout, result.stderr)
        return result

    def status(self):
        return json.loads(self.command("status", "--json", code=None).stdout)

    def history(self):
        return [json.loads(line) for line in self.command("history", "--json").stdout.splitlines()]

    def begin(self):
        """Start the agent without its icon, for there is no screen; what it gives waits for its end."""
        process = subprocess.Popen(
            ["wine", f"{self.folder}\\branchagent.exe", "run", "--headless"],
            env=self._wine.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        reader = threading.Thread(target=process.stdout.read, daemon=True)
        reader.start()
        wait_until(lambda: self.status()["state"] != "stopped", 60, "the agent runs")

        def ended():
            code = process.wait(60)
            reader.join(30)
            process.stdout.close()
            return code

        return ended

    def send(self, contents):
        """Drop receipts, name by name, and wait until they lie in done/."""
        for name, content in contents.items():
            draft = self.drop / f"{name}.tmp"
            draft.write_bytes(content)
            draft.rename(self.drop / name)
        places = [self.drop / "done" / name for name in contents]
        wait_until(lambda: all(place.exists() for place in places), 60, self.status)

    def forget(self):
        """Make the PC as new: no settings, no journal."""
        for place in (self.on_disk(r"C:\ProgramData\branchagent"), self.state):
            shutil.rmtree(place, ignore_errors=True)


def registry(wine, key, name=None):
    """Ask the registry as IT does; None where there is nothing."""
    asked = wine.run("reg", "query", key, *(("/v", name) if name else ()))
    return asked.stdout if asked.returncode == 0 else None
