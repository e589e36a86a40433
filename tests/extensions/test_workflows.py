"""What publishes the site runs elsewhere; here we see that what it names is there."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40}")
JOB_KEYS = {
    *("runs-on", "steps", "needs", "if", "permissions", "environment", "timeout-minutes"),
    *("env", "strategy", "concurrency", "name", "outputs"),
}
STEP_KEYS = {"name", "id", "if", "uses", "with", "run", "env", "shell", "working-directory"}


def targets():
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands(script):
    """The simple commands of a script, as lists of words; what stands in $( ) is left out."""
    script = re.sub(r"\$\([^)]*\)", "X", script.replace("\\\n", " "))
    lines = [part for line in script.splitlines() for part in re.split(r"\|\||&&|;", line)]
    return [shlex.split(line) for line in lines if line.strip() and not line.startswith("#")]


def check_command(words):
    """A command of ours names a file, a module or a target that is there."""
    program = words[0]
    if program == "make":
        assert set(words[1:]) <= targets(), words
    elif program.endswith("python") and words[1].endswith(".py"):
        assert (ROOT / words[1]).is_file(), words
    elif program.startswith((".", "tools/")) and not program.startswith(".venv"):
        assert (ROOT / program).is_file(), words


@pytest.mark.parametrize("path", GITHUB, ids=lambda p: p.stem)
def test_a_github_workflow_is_whole(path):
    text = path.read_text()
    flow = yaml.safe_load(text)
    assert flow["permissions"] == {"contents": "read"}  # what needs more asks for it itself
    assert set(flow[True]) <= {"push", "pull_request", "workflow_dispatch", "schedule"}  # "on"
    for job in flow["jobs"].values():
        assert set(job) <= JOB_KEYS
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(flow["jobs"])
        assert not job["runs-on"].endswith("latest")
        ids = {step.get("id") for step in job["steps"]}
        for step in job["steps"]:
            assert set(step) <= STEP_KEYS
            assert ("uses" in step) != ("run" in step), step
            if "uses" in step:
                assert PINNED.fullmatch(step["uses"]), step["uses"]
            for words in commands(step.get("run", "")):
                check_command(words)
            for name in re.findall(r"steps\.([\w-]+)\.", str(step)):
                assert name in ids
            artifact = step.get("with", {}).get("path", "")
            assert not artifact or artifact == "_build/html"


def test_the_gitlab_pipeline_is_whole():
    flow = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
    jobs = {name: job for name, job in flow.items() if isinstance(job, dict)}
    assert set(jobs) == {"build", "pages"}  # GitLab publishes what a job of this name leaves
    assert re.fullmatch(r"python:3\.\d+-\w+", flow["image"])
    for job in jobs.values():
        assert job["stage"] in flow["stages"]
        assert set(job.get("needs", [])) <= set(jobs)
        for line in job["script"]:
            for words in commands(line):
                check_command(words)
    assert jobs["pages"]["artifacts"]["paths"] == ["public"]


def test_both_say_where_the_site_will_be_before_they_build_it():
    for path in [*GITHUB, ROOT / ".gitlab-ci.yml"]:
        text = path.read_text()
        assert text.index("tools/site_address.py") < text.rindex("make book"), path
