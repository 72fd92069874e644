"""The workflows, which run elsewhere: they are read, and each of their steps is held against what is here."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from branchagent.cli.main import whole_parser

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
OF_OTHERS = {
    "actions/checkout": "v4", "actions/setup-python": "v5", "actions/upload-artifact": "v4",
    "actions/download-artifact": "v4", "azure/trusted-signing-action": "v0",
}  # fmt: skip
RUNNERS = {"ubuntu-latest", "windows-latest", "macos-latest"}
_SCRIPT = re.compile(r"\b(?:installer|tests|\.ci)/[\w/.-]+\.(?:sh|py|ps1|txt)\b")
_MODULE = re.compile(r"python3? -m ((?:installer|tests|branchagent)[\w.]*)")
_TARGETS = re.compile(r"\bmake ((?:[a-z][a-z-]* ?)+)")
_SECRET = re.compile(r"\$\{\{[^}]*(secrets|vars|github\.(event|head_ref|ref_name))")


def read(file):
    # YAML 1.1 takes the key `on` for true.
    return yaml.safe_load(file.read_text("utf-8"))


def jobs():
    for file in WORKFLOWS:
        for name, job in read(file)["jobs"].items():
            yield pytest.param(job, id=f"{file.stem}-{name}")


def steps(of=lambda _: True):
    for file in WORKFLOWS:
        for name, job in read(file)["jobs"].items():
            for index, step in enumerate(job["steps"]):
                if "run" in step and of(job):
                    yield pytest.param(step["run"], id=f"{file.stem}-{name}-{index}")


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_a_workflow_may_read_the_sources_and_no_more(file):
    told = read(file)
    assert told["permissions"] == {"contents": "read"}
    writers = {name for name, job in told["jobs"].items() if "permissions" in job}
    assert writers <= {"release"}
    for name in writers:
        assert told["jobs"][name]["permissions"] == {"contents": "write"}


@pytest.mark.parametrize("job", list(jobs()))
def test_a_job_has_an_end_a_known_runner_and_known_actions(job):
    assert 0 < job["timeout-minutes"] <= 60
    assert job["runs-on"] in RUNNERS
    used = [step["uses"].split("@") for step in job["steps"] if "uses" in step]
    assert {name: version for name, version in used} == {name: OF_OTHERS[name] for name, _ in used}  # noqa: C416


@pytest.mark.parametrize("command", list(steps()))
def test_what_a_step_runs_is_here(command):
    for script in _SCRIPT.findall(command):
        assert (ROOT / script).is_file(), script
        if command.startswith(script):
            assert (ROOT / script).stat().st_mode & 0o111, f"{script} cannot be executed"
    for module in _MODULE.findall(command):
        place = ROOT.joinpath(*module.split("."))
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), module
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in " ".join(_TARGETS.findall(command)).split():
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("command", list(steps()))
def test_nothing_from_outside_is_written_into_a_command(command):
    """A tag's name or a secret comes by the environment: in the command itself it would be read as part of it."""
    assert not _SECRET.search(command)


@pytest.mark.parametrize("command", list(steps(lambda job: job["runs-on"] != "windows-latest")))
def test_a_shell_understands_each_step(command):
    subprocess.run(["sh", "-n", "-c", command], check=True)


@pytest.mark.parametrize("command", list(steps()))
def test_a_step_of_the_program_itself_is_one_that_it_knows(command):
    found = re.match(r"python -m branchagent (.*)", command)
    if found:
        whole_parser().parse_args(shlex.split(found[1]))


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_what_needs_what_is_there_and_what_is_uploaded_is_gathered(file):
    told = read(file)["jobs"]
    for job in told.values():
        needed = job.get("needs", [])
        assert set([needed] if isinstance(needed, str) else needed) <= set(told)
    uploads = {
        step["with"]["name"]: name
        for name, job in told.items()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/upload-artifact")
    }
    if uploads:
        assert set(uploads.values()) <= set(told["release"]["needs"])


@pytest.mark.skipif(not shutil.which("actionlint"), reason="needs actionlint")
def test_actionlint_finds_nothing():
    said = subprocess.run(["actionlint", *map(str, WORKFLOWS)], stdout=subprocess.PIPE, text=True, check=False)
    assert said.stdout == ""


@pytest.mark.skipif(sys.platform != "linux", reason="the steps are those of Linux")
def test_a_tag_that_does_not_agree_stops_a_release():
    command = next(
        step["run"]
        for step in read(ROOT / ".github/workflows/release.yml")["jobs"]["agreement"]["steps"]
        if "run" in step
    )
    settings = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "GITHUB_REF_NAME": "v99.0.0"}
    ran = subprocess.run(["sh", "-c", command], cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "the tag is v99.0.0, but branchagent.__version__ is" in ran.stderr
