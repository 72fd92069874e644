"""What the examination costs: `python -m tests.bench.examining [RECEIPTS]` prints a table, and then JSON."""

import json
import os
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from branchagent.core.names import DEFAULT_PATTERN
from branchagent.core.printed import Question
from branchagent.examiner import Examiner

from .receipts import receipts

_KIB = 1024
_TICKS = os.sysconf("SC_CLK_TCK")


def main(count):
    cases = {name: measure(content, question, count) for name, (content, question) in questions().items()}
    print(f"\nExamining one receipt, and {count:,} in a row ({os.cpu_count()} cores):\n")
    print("| receipt | kB | first, ms | median, ms | p99, ms | CPU, ms | memory, MiB |")
    print("|---|---|---|---|---|---|---|")
    for name, case in cases.items():
        print(f"| {name} | {' | '.join(f'{value:.1f}' for value in case.values())} |")
    print(json.dumps({"receipts": count, "cases": cases}))


def questions():
    """Give each kind of receipt with what is asked of it."""
    made = receipts()
    numbers = ("99926112300013570011", "99926112300013570021", "99926112300013570099")
    right, right_of_five, wrong = (Question(number, DEFAULT_PATTERN) for number in numbers)
    return {
        "opened only": (made["digital"], None),
        "200 kB, right number": (made["200 kB"], right),
        "digital, right number": (made["digital"], right),
        "digital, another's number": (made["digital"], wrong),
        "digital, no number asked": (made["digital"], Question(None, DEFAULT_PATTERN)),
        "five copies, right number": (made["five copies"], right_of_five),
        "five copies, another's number": (made["five copies"], wrong),
        "scan": (made["scan"], right),
    }


def measure(content, question, count):
    """Look into one document again and again; times in milliseconds, the process's start among the first one's."""
    examiner = Examiner()
    try:
        first, _ = timed(examiner, content, question)
        own, helper = time.process_time(), used(examiner)
        rest = [timed(examiner, content, question)[0] for _ in range(count)]
        cpu = time.process_time() - own + used(examiner) - helper
        return {
            "kB": len(content) / 1000,
            "first": first,
            "median": median(rest),
            "p99": quantiles(rest, n=100)[98],
            "CPU": 1000 * cpu / count,
            "memory": resident(examiner),
        }
    finally:
        examiner.close()


def timed(examiner, content, question):
    began = time.perf_counter()
    seen = examiner.look(content, question)
    return 1000 * (time.perf_counter() - began), seen


def used(examiner):
    """Give the processor time of the process that reads, in seconds."""
    fields = Path(f"/proc/{examiner.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(examiner):
    """Give the most memory that the process had, in MiB."""
    lines = Path(f"/proc/{examiner.pid}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / _KIB


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
