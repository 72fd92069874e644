"""A running agent holds what its work needs, and no more."""

import json
import os
import sys
from importlib import import_module

import pytest
from rig.processes import children
from rig.receipts import number, receipt
from rig.systems import posix_only
from rig.waiting import wait_until

from branchagent.lean import without

# The program, which lists at its end what it has loaded.
LISTING = """
import json, pathlib, sys
from branchagent.cli.main import main
code = main(sys.argv[2:])
pathlib.Path(sys.argv[1]).write_text(json.dumps(sorted(sys.modules)))
sys.exit(code)
"""
OF_OTHER_COMMANDS = {
    "PIL", "branchagent.activity", "branchagent.checking", "branchagent.demo", "branchagent.simulator",
    "branchagent.tray", "branchagent.windows", "gi", "http.server", "jinja2", "multipart", "pystray", "rich", "shtab",
    "tkinter", "tomlkit", "trustme", "xlsxwriter",
}  # fmt: skip
OF_OTHER_PROCESSES = {"branchagent.pdfs", "dukpy", "pypac", "pypdfium2"}
NEVER_NEEDED = {"asyncio", "charset_normalizer", "cryptography"}
OF_THE_KEYRING = {"jeepney", "keyring", "secretstorage"} if sys.platform == "linux" else set()


@posix_only("there an agent is ended from outside at once, and lists nothing any more")
def test_an_agent_that_has_sent_a_receipt_has_loaded_nothing_but_what_it_needs(branch, tmp_path):
    branch.program = (sys.executable, "-c", LISTING, str(file := tmp_path / "modules.json"))
    with branch.agent():
        branch.drop(f"{number(1)}.pdf", receipt(number(1)))
        wait_until(lambda: branch.filed("done"))
    loaded = set(json.loads(file.read_text("utf-8")))
    assert {"jwt", "requests"} < loaded
    assert loaded & (OF_OTHER_COMMANDS | OF_OTHER_PROCESSES | NEVER_NEEDED | OF_THE_KEYRING) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="a process's children are read in /proc")
def test_an_agent_at_rest_is_one_process(branch):
    with branch.agent() as agent:
        wait_until(lambda: children(agent.pid))
        wait_until(lambda: not children(agent.pid), 60.0)


def test_what_is_left_out_is_not_there_within_and_there_again_afterwards():
    sys.modules.pop("wave", None)
    with without("wave", "os"):
        with pytest.raises(ImportError):
            import_module("wave")
        assert import_module("os") is os
    assert import_module("wave").__name__ == "wave"
