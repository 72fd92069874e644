"""Examines what was collected, in a process of its own: whoever started it sees if that process crashes."""

import hashlib
import multiprocessing
import resource
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from .asking import ACCEPTED, CRASHED, LIMIT_S, STOPPED, TOO_LARGE, Asking
from .collecting import documents
from .packages import packages

_COLUMNS = (ACCEPTED, "damaged", "encrypted", "not-pdf", "empty", TOO_LARGE)
_SLOWEST = 5
_BOMBS = ("acsploit_output.pdf", "acsploit_timing.pdf", "acsploit_timing2.pdf")
"""Made to fill the memory or to keep a reader busy: these may cost a process, and no other document does."""
_KIB_IN_MIB = 1024


@dataclass(frozen=True)
class Told:
    """What became of one document."""

    package: str
    name: str
    size: int
    verdict: str
    number_found: bool
    costs: list[str]
    seconds: float
    helper_kib: int

    def __str__(self):
        return f"{self.package}: {self.name} ({self.size:,} bytes, {self.verdict}, {self.seconds:.2f} s)"


def main(folder):
    told = list(_examined(folder))
    if not told:
        print("no document was to be had")
        return 1
    _print_packages(told)
    _print_costs(told)
    _print_peaks(told)
    late = [each for each in told if each.seconds > LIMIT_S]
    found = [each for each in told if each.number_found]
    _print_each(f"took more than {LIMIT_S:.0f} s", late)
    _print_each("were thought to print a validation number", found)
    lost = [each for each in told if each.costs and not each.name.endswith(_BOMBS)]
    _print_each("cost a process and are no bombs", lost)
    return 1 if late or found or lost else 0


def _examined(folder):
    """Each document once, whoever else has it too."""
    seen = set()
    with Asking() as asking:
        for package in packages():
            archive = folder / package.file
            if archive.exists():
                for name, content in documents(archive, folder / "documents"):
                    digest = hashlib.sha256(content).digest()
                    if digest not in seen:
                        seen.add(digest)
                        yield _tell(asking, str(package), name, content)


def _tell(asking, package, name, content):
    began = time.monotonic()
    verdict, number_found, costs = asking.verdict(content)
    seconds = time.monotonic() - began
    return Told(package, name, len(content), verdict, number_found, costs, seconds, _helper_kib())


def _helper_kib():
    """Give the most memory that the helper has held since its start."""
    return max((_most_of(process.pid) for process in multiprocessing.active_children()), default=0)


def _most_of(pid):
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


def _print_packages(told):
    by_package = defaultdict(Counter)
    for each in told:
        by_package[each.package][each.verdict] += 1
    by_package["all"] = Counter(each.verdict for each in told)
    print(f"{'':40}{'documents':>10}" + "".join(f"{column:>11}" for column in _COLUMNS))
    for package, verdicts in by_package.items():
        print(f"{package:40}{verdicts.total():>10,}" + "".join(f"{verdicts[column]:>11,}" for column in _COLUMNS))


def _print_costs(told):
    costs = Counter(cost for each in told for cost in each.costs)
    print(f"\nhelper processes: {costs[CRASHED]} lost, {costs[STOPPED]} stopped")
    _print_each("cost a helper process", [each for each in told if each.costs])
    _print_each("were the slowest", sorted(told, key=lambda each: -each.seconds)[:_SLOWEST])


def _print_peaks(told):
    most = max((each for each in told if not each.costs), key=lambda each: each.helper_kib)
    lost = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"the helper's peak memory: {most.helper_kib / _KIB_IN_MIB:.0f} MiB, with {most}")
    print(f"a peak of all helpers that ended, however they did: {lost / _KIB_IN_MIB:.0f} MiB")


def _print_each(what, told):
    if told:
        print(f"{len(told)} {what}:")
        for each in told:
            print(f"    {each}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
