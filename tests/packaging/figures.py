"""Prints what the packages cost beside the program that is not packaged: sizes, start-up, memory. Not a test.

    python -m tests.packaging.figures [DIST_FOLDER]

Needs what `make package` leaves. Start-up is the median of some runs of `--version`; memory is what the agent holds
a little after its start, idle and without a screen, its own part and with the files that it shares.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from PyInstaller.archive.readers import CArchiveReader

from branchagent.simulator import Simulator
from tests.wine.wine import Wine

_BUILD = Path(__file__).resolve().parents[2] / "build"
_LINUX = _BUILD / "frozen" / "linux" / "branchagent"
_WINDOWS = _BUILD / "frozen" / "windows" / "branchagent"
_UNPACKED = [sys.executable, "-m", "branchagent"]
_RUNS, _MOST_LISTED, _SETTLES_S = 9, 14, 8


def main(dist):
    print("| package | MB | unpacked MB |\n|---|---|---|")
    for path in sorted(dist.glob("branchagent*")):
        if path.suffix != ".json":
            folder = _LINUX if path.suffix == ".deb" else _WINDOWS
            print(f"| {path.name} | {_mb(path.stat().st_size)} | {_mb(_size(folder))} |")
    for name, folder in (("Windows", _WINDOWS), ("Linux", _LINUX)):
        print(f"\n{name}, by module (MB): {_by_module(folder)}")
    print("\n| program | start-up, median ms | memory, own MiB | with shared files MiB |\n|---|---|---|---|")
    _tell("Linux, not packaged", _UNPACKED)
    _tell("Linux, packaged", [str(_LINUX / "branchagent")])
    wine = Wine(_BUILD / "windows")
    with wine.on():
        for name, program in (
            ("Wine, not packaged", [wine.python, "-m", "branchagent"]),
            ("Wine, packaged", [_WINDOWS / "branchagent-cli.exe"]),
        ):
            started = _median(["wine", *map(str, program), "--version"], wine.environment())
            print(f"| {name} | {started:.0f} | | |")


def _tell(name, program):
    own, shared = _memory(program)
    print(f"| {name} | {_median([*program, '--version'], None):.0f} | {own:.0f} | {shared:.0f} |")


def _median(command, environment):
    times = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _memory(program):
    with Simulator() as service, tempfile.TemporaryDirectory() as home:
        settings = Path(home, "config.toml")
        settings.write_text(f"folder.path='{home}/drop'\nstate.path='{home}/state'\nserver.url='{service.url}'\n")
        command = [*program, "run", "--headless", "--config", str(settings)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env={"PATH": "/usr/bin:/bin", "HOME": home}, **quiet) as agent:
            time.sleep(_SETTLES_S)
            lines = Path(f"/proc/{agent.pid}/smaps_rollup").read_text().splitlines()[1:]
            agent.terminate()
    held = {name: int(rest.split()[0]) / 1024 for name, _, rest in (line.partition(":") for line in lines)}
    return held["Private_Dirty"] + held["Private_Clean"], held["Rss"]


def _by_module(folder):
    sizes = Counter()
    internal = folder / "_internal"
    for path in internal.rglob("*"):
        if path.is_file() and not path.is_symlink():
            sizes[path.relative_to(internal).parts[0]] += path.stat().st_size
    starter = next(each for each in (folder / "branchagent.exe", folder / "branchagent") if each.exists())
    for name, (_, _, length) in CArchiveReader(str(starter)).open_embedded_archive("PYZ.pyz").toc.items():
        sizes[name.partition(".")[0]] += length
    listed = sizes.most_common(_MOST_LISTED)
    rest = sum(sizes.values()) - sum(size for _, size in listed)
    return ", ".join(f"{name} {_mb(size)}" for name, size in [*listed, (f"{len(sizes) - len(listed)} others", rest)])


def _size(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _mb(size):
    return f"{size / 1e6:.1f}"


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
