"""A fixed set of seeds holds the invariants, a seed replays, and the bugs that everybody makes are found."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETS = ["1-40", "41-80", "81-120", "121-160"]


def simulate(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.simulation", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("seeds", SETS)
def test_the_invariants_hold(seeds):
    done = simulate(seeds)
    assert done.returncode == 0, done.stdout + done.stderr
    print(done.stdout)


def test_a_seed_replays_to_the_last_step():
    once, again = simulate("7", "--trace"), simulate("7", "--trace")
    assert once.returncode == 0, once.stdout[-2000:] + once.stderr
    assert once.stdout.count("\n") > 300
    assert _without_time(once.stdout) == _without_time(again.stdout)


@pytest.mark.parametrize(
    "plant",
    [
        "move-before-journalling",
        "upload-incomplete",
        "blame-outage",
        "forget-doubt",
        "send-without-intent",
        "read-torn",
        "trust-events",
        "show-idle",
        "file-unseen",
        "trust-names",
        "ignore-lost-lock",
    ],
)
def test_a_planted_bug_is_found_from_outside(plant):
    """Without a look into the journal while it runs: by where the files are, what the service has and what is shown."""
    done = simulate(*SETS, "--plant", plant, "--outside", "--first")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "(simulation)" not in done.stdout, done.stdout


def _without_time(told):
    return [line for line in told.splitlines() if not line.endswith(" s")]
