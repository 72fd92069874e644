"""Shells complete our commands: real shells with the script that we print."""

import shutil
import subprocess

import pytest

ASK = """
source "$1"
COMP_WORDS=($2); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE="$2"; COMP_POINT=${#2}
$(complete -p branchagent | sed 's/.*-F \\([^ ]*\\).*/\\1/') branchagent
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def completed(branch, tmp_path):
    """Give what bash offers for a line."""
    if not shutil.which("bash"):
        pytest.skip("there is no bash here")
    script = tmp_path / "completion.bash"
    script.write_text(branch.command("completion", "bash").stdout, encoding="utf-8")

    def offers(line):
        told = subprocess.run(["bash", "-c", ASK, "bash", script, line], capture_output=True, text=True, check=True)
        assert told.stderr == ""
        return {word.strip() for word in told.stdout.splitlines()}

    return offers


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("branchagent hi", {"history"}),
        ("branchagent re", {"retry", "resume"}),
        ("branchagent retry --a", {"--as-named"}),
        ("branchagent history --f", {"--follow"}),
        ("branchagent status --w", {"--watch"}),
        ("branchagent config sh", {"show"}),
        ("branchagent completion z", {"zsh"}),
    ],
)
def test_bash_completes_commands_options_and_values(completed, line, offered):
    assert offered <= completed(line)
    assert all(word.startswith(line.split()[-1]) for word in completed(line))


def test_zsh_gets_a_script_that_names_every_command(branch):
    script = branch.command("completion", "zsh").stdout
    assert script.startswith("#compdef branchagent")
    for command in ("status", "history", "retry", "completion"):
        assert command in script


def test_another_shell_is_a_usage_error(branch):
    branch.command("completion", "tcl", code=2)
