"""The proof that the search for secrets can fail: a planted leak is found."""

import os
import subprocess
import sys

import pytest
from rig.agents import running
from rig.guarded import Guarded, posix
from rig.marked import Search, forms
from rig.systems import ON_WINDOWS
from rig.waiting import wait_until


def test_each_form_of_each_secret_is_found(secrets):
    search = Search(secrets)
    for name, secret in secrets.items():
        for form, written in forms(secret).items():
            inside = written if form == "gzipped" else b"2026-11-24 INFO said: " + written + b" (98)\n"
            assert search.within(inside) == {name}, form
    assert search.within(b"2026-11-24 INFO nothing is said" * 50 + os.urandom(5000)) == set()


def as_a_name(leak):
    return leak.decode().translate(dict.fromkeys(map(ord, '<>:"/\\|?*' if ON_WINDOWS else "/")))


PLACES = {
    "a file of the state folder": lambda branch, leak: (branch.state / "agent.json.tmp").write_bytes(leak),
    "the log": lambda branch, leak: (branch.state / "branchagent.log").write_bytes(b"INFO " + leak),
    "a receipt's reason": lambda branch, leak: (branch.folder / "failed" / "1.txt").write_bytes(leak),
    "a file's name": lambda branch, leak: (branch.folder / as_a_name(leak)).touch(),
    "a folder's name": lambda branch, leak: (branch.home / "tmp" / as_a_name(leak)).mkdir(),
    "the temporary files": lambda branch, leak: (branch.home / "tmp" / "x").write_bytes(leak),
    "a rotated log": lambda branch, leak: (branch.state / "branchagent.log.1.gz").write_bytes(leak),
}


NO_NAMES = ("in UTF-16-LE", "gzipped")
PLANTED = [
    pytest.param(place, form, id=f"{form} in {place}")
    for place in PLACES
    for form in ("plain", "in JSON", "in base64 at 1", "in a URL", *NO_NAMES)
    if not (form in NO_NAMES and place.endswith("name"))
]


@pytest.mark.parametrize(("place", "form"), PLANTED)
def test_a_leak_is_found_wherever_it_is_planted(tmp_path, secrets, place, form):
    branch = Guarded(tmp_path / "branch", "http://127.0.0.1:9", {}, secrets)
    (branch.folder / "failed").mkdir(parents=True)
    branch.state.mkdir()
    for name, secret in secrets.items():
        PLACES[place](branch, forms(secret)[form])
        assert {found for found, _ in branch.leaks} >= {name}


SHOWS = "import sys, time; print(sys.stdin.readline()); sys.stdout.flush(); time.sleep(60)"


@posix
@pytest.mark.parametrize("place", ["argument", "environment", "output", "a moment's file"])
def test_a_leak_of_a_process_is_found_while_it_runs(tmp_path, secrets, place):
    branch = Guarded(tmp_path / "branch", "http://127.0.0.1:9", {}, secrets)
    leak = " ".join(secrets.values())
    command = [sys.executable, "-c", SHOWS, leak if place == "argument" else "-"]
    environment = {**branch.environment, **({"LEAK": leak} if place == "environment" else {})}
    told = branch.home / "output.txt"
    with (
        branch.watch,
        told.open("wb") as output,
        running(command, environment, stdin=subprocess.PIPE, stdout=output) as process,
    ):
        process.stdin.write(f"{leak if place == 'output' else 'nothing'}\n".encode())
        process.stdin.flush()
        if place == "a moment's file":
            (branch.home / "tmp" / "moment").write_text(leak, "utf-8")
        wait_until(lambda: {name for name, _ in branch.watch.leaks} == set(secrets), 10, lambda: branch.watch.leaks)
        (branch.home / "tmp" / "moment").unlink(missing_ok=True)
        process.kill()


# Every command.
