"""The tools that publish: addresses, the zip; and that the workflows pin what they run."""

import re
import runpy
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
set_address = runpy.run_path(str(ROOT / "tools" / "site_address.py"))["set_address"]
pack = runpy.run_path(str(ROOT / "tools" / "site_zip.py"))["pack"]


def test_addresses_are_set_and_taken_out_again_and_comments_stay():
    text = set_address((ROOT / "_config.yml").read_text(), "", "")
    there = set_address(text, "https://github.com/a/b", "https://a.github.io/b/", "course-2026")
    config = yaml.safe_load(there)
    assert config["repository"]["url"] == "https://github.com/a/b"
    assert config["repository"]["branch"] == "course-2026"
    assert config["html"]["baseurl"] == "https://a.github.io/b/"
    assert there.count("#") == text.count("#")
    assert set_address(there, "", "") == text


@pytest.mark.parametrize("bad", ["github.com/a/b", 'https://a"b', "https://a b", "file:///etc"])
def test_what_is_no_address_is_refused(bad):
    text = (ROOT / "_config.yml").read_text()
    with pytest.raises(ValueError, match="is not an address"):
        set_address(text, bad, "")
    with pytest.raises(ValueError, match="is not an address"):
        set_address(text, "", bad)


def test_the_same_site_gives_the_same_zip(tmp_path):
    site = tmp_path / "html"
    (site / "guide").mkdir(parents=True)
    (site / "index.html").write_text("<p>one</p>")
    (site / "guide" / "deep.html").write_text("<p>two</p>")
    assert pack(site, tmp_path / "a.zip") == 2
    (site / "index.html").touch()
    assert pack(site, tmp_path / "b.zip") == 2
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.namelist() == ["guide/deep.html", "index.html"]
        assert archive.read("index.html") == b"<p>one</p>"


def test_without_a_site_there_is_no_zip(tmp_path):
    with pytest.raises(FileNotFoundError, match="run make book first"):
        pack(tmp_path, tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


def test_every_action_is_pinned_by_its_commit_and_names_its_release():
    text = (ROOT / ".github" / "workflows" / "pages.yml").read_text()
    uses = re.findall(r"uses: (.*)", text)
    assert len(uses) == 5
    for line in uses:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_the_workflows_test_before_they_publish():
    github = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text())
    steps = [step.get("run", "") for step in github["jobs"]["build"]["steps"]]
    assert ".ci/run" in steps
    assert github["jobs"]["publish"]["needs"] == "build"
    assert github["permissions"] == {"contents": "read"}
    gitlab = yaml.safe_load((ROOT / ".gitlab-ci.yml").read_text())
    assert ".ci/run" in gitlab["build"]["script"]
    assert gitlab["pages"]["needs"] == ["build"]


def test_binder_installs_the_versions_of_the_course():
    pins = dict(
        line.split("==") for line in (ROOT / "requirements.txt").read_text().split() if "==" in line
    )
    lines = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    for line in lines:
        if not line.startswith("#"):
            name, version = line.split("==")
            assert pins[name] == version, line
