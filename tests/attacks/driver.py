"""Run attacks, an honest student after each, and tell as JSON what happened.

`python driver.py SANDBOX NAME ...`; it runs in a process of its own, as root or as an ordinary
user, and touches nothing but a temporary folder.
"""

# ruff: noqa: PTH208

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

import autograder
import pixelup
from autograder.engine import linux, seccomp, warm
from autograder.engine.execute import SandboxExecute
from autograder.engine.sandbox import sandboxes, trial
from autograder.engine.view import view
from pixelup.task import Answer, Case, Task
from tests.attacks.attacks import ALL, HONEST, Attack

TOKEN = ("SECRET-7f3a", "-of-the-course")
X = np.arange(12.0).reshape(3, 4)
TASK_SECONDS = 0.5
LIMITS = {"memory": 700 << 20, "disk": 32 << 20, "inodes": 2000, "wall": 60.0}


@dataclass
class World:
    """What an attacker may know, and what must be the same afterwards."""

    folder: Path
    names: dict[str, Any]
    victim: subprocess.Popen
    listener: socket.socket
    udp: socket.socket
    unix: list[socket.socket]

    def contacted(self) -> list[str]:
        """Sockets that somebody has connected or written to."""
        found = []
        for name, s in [
            ("tcp", self.listener),
            *((f"unix {i}", s) for i, s in enumerate(self.unix)),
        ]:
            try:
                s.accept()[0].close()
                found.append(name)
            except BlockingIOError:
                pass
        try:
            self.udp.recv(10)
            found.append("udp")
        except BlockingIOError:
            pass
        return found

    def state(self) -> dict[str, Any]:
        """Contents, modes and times of the files."""
        files = {}
        for path in sorted(self.folder.rglob("*")):
            info = path.lstat()
            content = path.read_bytes().hex() if stat.S_ISREG(info.st_mode) else ""
            files[str(path)] = [info.st_mode, info.st_mtime_ns, info.st_uid, content]
        return files


class Asking(SandboxExecute):
    """Asks at the cells that say so."""

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        if not cell.source.startswith("#ask "):
            return super().preprocess_cell(cell, resources, index)
        case = Case("all", (X,), Answer(value=X.sum(axis=0)))
        name = cell.source.split()[1]
        task = Task(name, 1.0, ("x",), (case,), seconds=TASK_SECONDS)
        self.answers.append((task, self.ask(task)[0]))
        return cell, resources


def main() -> None:
    sandbox, names = sys.argv[1], sys.argv[2:]
    os.environ["JUPYTER_DEFAULT_PROVISIONER_NAME"] = "sandbox"
    os.environ["COURSE_SECRET"] = "".join(TOKEN)
    before = set(os.listdir(tempfile.gettempdir()))
    kinds = [k for k in sandboxes() if k.name == sandbox]
    problem = trial(kinds[0], view())
    said: dict[str, Any] = {"hold": [] if problem else [sandbox], "reasons": {sandbox: problem}}
    if problem:
        json.dump(said, sys.stdout)
        return
    place = Path(tempfile.mkdtemp(prefix="pu-attacks-"))
    try:
        world = build(place)
        try:
            said["attacks"] = {name: one(ALL[name], world, sandbox) for name in names}
        finally:
            world.victim.kill()
            world.victim.wait()
    finally:
        shutil.rmtree(place)
        warm.close()
    said["left in /tmp"] = [
        n for n in sorted(set(os.listdir(tempfile.gettempdir())) - before) if n.startswith("pu-")
    ]
    json.dump(said, sys.stdout)


def build(place: Path) -> World:
    """A class folder with secrets, a process, sockets."""
    token = "".join(TOKEN)
    folder = place / "class"
    names: dict[str, Any] = {"class_folder": folder}
    for key, path in (
        ("secret_file", "solutions/secret.md"),
        ("gradebook", "gradebook.db"),
        ("other", "submitted/other/unit/notes.txt"),
    ):
        names[key] = folder / path
        names[key].parent.mkdir(parents=True, exist_ok=True)
        names[key].write_text(token)
        names[key].chmod(0o666)  # nothing but the sandbox guards it
    for path in (place, folder):
        path.chmod(0o755)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind(("127.0.0.1", port))
    unix = []
    for address in (str(place / "socket"), f"\0pixelup-{os.getpid()}"):
        s = socket.socket(socket.AF_UNIX)
        s.bind(address)
        s.listen()
        unix.append(s)
    (place / "socket").chmod(0o777)
    for s in (listener, udp, *unix):
        s.setblocking(False)
    quiet = subprocess.DEVNULL  # it ends with this process, whose end of its input closes
    victim = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
    zygote = warm.zygote()
    zygote.connect().close()
    course = Path(autograder.__file__).parents[1]
    machine = {"x86_64": 0, "aarch64": 1}[linux.MACHINE]
    calls = {k: v[machine] for k, v in seccomp._REFUSED.items()}
    names |= {
        "unix": place / "socket",
        "abstract": f"pixelup-{os.getpid()}",
        "port": port,
        "victim": victim.pid,
        "driver": os.getpid(),
        "zygote": zygote.folder,
        "zygote_pid": zygote.pid,
        "autograder": Path(autograder.__file__).parent,
        "solutions": course / "solutions" / "README.md",
        "course": course,
        "pixelup": Path(pixelup.__file__).parent,
        "home": Path.home(),
        "prefix": sys.prefix,
        "base_prefix": sys.base_prefix,
        "tok": TOKEN[0],
        "en": TOKEN[1],
        "calls": repr(calls | {"clone": seccomp._CLONE[machine]}),
    }
    return World(folder, {k: str(v) for k, v in names.items()}, victim, listener, udp, unix)


def one(attack: Attack, world: World, sandbox: str) -> dict[str, Any]:
    """Run one attack and then an honest student."""
    before = world.state()
    start = time.monotonic()
    result = run(attack.told(world.names), attack.files, world, sandbox)
    result["seconds"] = round(time.monotonic() - start, 1)
    honest = run(HONEST, {}, world, sandbox)
    result["honest"] = honest["answers"] == ["right"] and not honest["text"]
    after = world.state()
    result["changed"] = sorted(
        k for k in before.keys() | after.keys() if before.get(k) != after.get(k)
    )
    result["contacted"] = world.contacted()
    result["victim lives"] = world.victim.poll() is None
    result["left"] = left(world)
    return result


def run(cells: tuple[str, ...], files: dict[str, str], world: World, sandbox: str) -> dict:
    """Run a submission; what came out."""
    folder = Path(tempfile.mkdtemp(prefix="submission", dir=world.folder.parent))
    try:
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content)
        (folder / "link").symlink_to(world.names["secret_file"])
        (folder / "hard").hardlink_to(world.names["secret_file"])
        (folder / "up").symlink_to("../class")
        (folder / "unit.ipynb").write_text("".join(TOKEN))
        os.mkfifo(folder / "pipe")
        config = Config()
        config.SandboxProvisioner.sandbox = sandbox
        config.SandboxProvisioner.limits = LIMITS
        config.SandboxProvisioner.hidden = [str(world.folder)]
        execute = Asking(config=config, timeout=5, iopub_timeout=1)
        execute.answers = []
        notebook = new_notebook(cells=[new_code_cell(c) for c in cells])
        execute.preprocess(notebook, {"metadata": {"path": str(folder)}})
    finally:
        shutil.rmtree(folder)
    notebook_text = json.dumps(notebook)
    notebook_text.encode()
    text = "\n".join(
        str(o.get("text") or o.get("evalue") or o.get("data"))[:1500] + (o.get("ename") or "")
        for c in notebook.cells
        for o in c.get("outputs", [])[:20] + c.get("outputs", [])[-2:]
    )
    return {
        "text": text,
        "size": len(notebook_text),
        "answers": [verdict(task, answer) for task, answer in execute.answers],
        "messages": [a.message for _, a in execute.answers],
        "flags": execute.flags,
    }


def verdict(task: Task, answer: Answer) -> str:
    """`right`, `wrong`, or the error."""
    if answer.error:
        return answer.error
    return "right" if answer.same_as(task.cases[0].expected, task.rules) else "wrong"


def left(world: World) -> list[str]:
    """Forks of the warm process and folders of kernels that are there a moment later."""
    end = time.monotonic() + 3
    while True:
        found = [p.name for p in Path(world.names["zygote"]).glob("k*")]
        for path in Path("/proc").glob("[0-9]*"):
            forked = f"{world.names['zygote']}/z".encode() in _read(path / "cmdline")
            if forked and path.name != world.names["zygote_pid"]:
                found.append(path.name)
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.02)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    main()
