"""Kernels from the warm process: what honest notebooks need, and how little they cost."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from autograder.engine import warm
from autograder.engine.loss import EngineError
from autograder.engine.sandbox import sandboxes, trial
from autograder.engine.view import view
from tests.conftest import ROOT, missing

OWNER = """
import asyncio, os, sys
from jupyter_client.manager import AsyncKernelManager
from autograder.engine import warm

async def main():
    km = AsyncKernelManager(kernel_name="python3")
    await km.start_kernel(cwd=sys.argv[1])
    print(warm.zygote().pid, km.provisioner.pid, warm.zygote().folder, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def stock_kernel(code: str, tmp_path: Path) -> float:
    """Seconds from nothing to the end of a kernel that ran a cell, as Jupyter does it."""
    factory = KernelProvisionerFactory.instance()
    factory.default_provisioner_name = "local-provisioner"
    start = time.perf_counter()
    km = AsyncKernelManager(kernel_name="python3")
    await km.start_kernel(cwd=str(tmp_path))
    kc = km.client()
    kc.start_channels()
    await kc.wait_for_ready(timeout=60)
    reply = await kc.execute_interactive(code, output_hook=lambda m: None, timeout=60)
    await km.shutdown_kernel(now=True)
    kc.stop_channels()
    factory.default_provisioner_name = "sandbox"
    assert reply["content"]["status"] == "ok", reply["content"]
    return time.perf_counter() - start


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def running(pid: int) -> bool:
    return (
        Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    )


def test_an_honest_notebook_runs_and_answers(run, tmp_path):
    (tmp_path / "helper.py").write_text("K = 3\n")
    (tmp_path / "data.txt").write_text("mine")
    done = run(
        "import numpy as np, helper\nprint(helper.K, open('data.txt').read())",
        "import sys\nprint('careful', file=sys.stderr)\nx = 1",
        "open('scratch.txt', 'w').write('kept')\nopen('scratch.txt').read()",
        "def f(x):\n    return x.sum(axis=0)",
        "#ask f",
        "1 / 0",
        "x + 1",
    )
    assert done.said[0] == "3 mine\n"
    assert done.said[1] == "careful\n"
    assert "kept" in done.said[2]
    assert "division by zero" in done.said[5]
    assert "'2'" in done.said[6]
    np.testing.assert_array_equal(done.answers[0][1].value, [3.0, 5.0, 7.0])
    assert done.flags == []
    assert not (tmp_path / "scratch.txt").exists(), "it wrote into its copy"


def test_a_picture_comes_out(run):
    done = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert "image/png" in done.said[0]


def test_one_thread_and_numbers_of_its_own(run):
    cell = "import numpy as np, random\nprint(np.random.rand(), random.random())"
    assert run(cell).said != run(cell).said
    threads = "import torch, os\nprint(torch.get_num_threads(), os.environ['OMP_NUM_THREADS'])"
    assert run(threads).said == ["1 1\n"]


def test_interrupting_leaves_the_kernel_alive(run):
    done = run("y = 5\nwhile True: pass", "print(y)", timeout=1)
    assert done.notebook.cells[0].outputs[-1].ename == "CellTimeoutError"
    assert done.said[1] == "5\n"


def test_a_dead_kernel_costs_its_cell_and_definitions_come_back(run):
    done = run(
        "import os\nK = 3\ndef g(x):\n    return x.sum(axis=0)",
        "runs = globals().get('runs', 0) + 1",
        "L = 4\ndef f(x):\n    return x.sum(axis=0)\nos._exit(3)",
        "print(K, L, runs)",
        "#ask f",
        "#ask g",
    )
    assert done.said[2] == "The Python process ended itself (exit status 3)."
    assert done.said[3] == "3 4 1\n"
    assert [a[0].error for a in done.answers] == ["", ""]


def test_a_notebook_that_keeps_dying_is_given_up(run):
    dying = ["import os", *["os._exit(1)"] * 4, "print('after')"]
    done = run(*dying, max_restarts=2)
    assert done.said[-1].startswith("Not run: the Python process ended itself (exit status 1)")
    assert [c.source for c in done.notebook.cells] == dying


def test_a_notebook_that_takes_too_long_is_given_up(run):
    done = run("import time\ntime.sleep(1)", "print(1)", total_seconds=0.5)
    assert done.said[1] == "Not run: the notebook took more than 0.5 s."


def test_limits_are_named(run):
    hoard = "x = []\nwhile True: x.append(bytearray(b'x' * 10_000_000))"
    assert run(hoard, limits={"memory": 300 << 20}).said == ["It used more than 300 MB of memory."]
    wall = run("import time\ntime.sleep(30)", limits={"wall": 1.0})
    assert wall.said == ["The notebook ran for more than 1 s."]


def test_outputs_are_cut_with_a_word(run):
    done = run("print('x' * 50_000)", "for i in range(30): display(i)", output_bytes=20_000,
               output_count=10)  # fmt: skip
    assert "output cut" in done.said[0]
    assert len(done.notebook.cells[1].outputs) == 11


def test_another_language_and_strange_cells_do_not_matter(run, zygote):
    done = run("", "   ", "%%javascript\nalert(1)", "!ls /root", "print('here')")
    assert done.said[-1] == "here\n"


def test_a_kernel_that_cannot_start_says_why_and_leaves_nothing(run, zygote):
    with pytest.raises(RuntimeError, match="did not start"):
        run("1", sandbox="no such sandbox")
    assert list(zygote.folder.glob("k*")) == []


def test_nothing_is_left_after_a_notebook(run, zygote):
    run("import subprocess\nsubprocess.Popen(['sleep', '100'])")
    pid = zygote.pid
    children = Path(f"/proc/{pid}/task/{pid}/children")
    assert until(lambda: not children.read_text().split())
    assert list(zygote.folder.glob("k*")) == []


def test_a_notebooks_processes_are_flagged(run):
    flags = run("import subprocess\nsubprocess.Popen(['sleep', '100'])").flags
    assert flags == ["At its end 1 process was still running that it had started."]


def test_an_orphan_that_has_ended_is_not_left_behind(run):
    orphan = "import os, time\nif os.fork() == 0:\n    if os.fork():\n        os._exit(0)\n"
    done = run(f"{orphan}    os._exit(0)\nos.wait()\ntime.sleep(0.2)")
    assert done.flags == []
    done = run(f"{orphan}    time.sleep(60)\nos.wait()")
    assert done.flags == ["At its end 1 process was still running that it had started."]


def test_a_warm_process_that_was_killed_is_replaced(run, zygote):
    run("1")
    os.kill(zygote.pid, signal.SIGKILL)
    assert run("print(2)").said == ["2\n"]


@pytest.mark.parametrize("sandbox", ["namespaces", "unsafe"])
def test_a_supervisor_that_was_killed_takes_its_kernel_along(run, zygote, sandbox):
    if trial({k.name: k for k in sandboxes()}[sandbox], view()):
        missing(sandbox, "it does not hold here")
    cell = "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(30)"
    family = Path(f"/proc/{zygote.pid}/task/{zygote.pid}/children")

    def kill_soon():
        until(lambda: family.read_text().split())
        time.sleep(0.5)
        os.kill(int(family.read_text().split()[0]), signal.SIGKILL)

    killer = threading.Thread(target=kill_soon)
    killer.start()
    with pytest.raises(EngineError, match="was killed"):  # no student's fault, so no student's loss
        run(cell, "print('again')", sandbox=sandbox)
    killer.join()
    assert until(lambda: not family.read_text().split())
    assert list(zygote.folder.glob("k*")) == []


def test_what_is_hidden_cannot_be_seen_even_beside_the_interpreter():
    beside = view(hidden=[f"{sys.prefix}/share", f"{sys.base_prefix}/include"])
    for kind in sandboxes():
        if kind.safe and not trial(kind, view()):
            assert trial(kind, beside) == ""


def test_when_its_owner_is_killed_everything_ends(zygote, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != warm.VARIABLE}
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        stdout=subprocess.PIPE,
        env=environment,
        cwd=ROOT,
    )
    with owner, owner.stdout as out:
        zygote_pid, kernel_pid, folder = out.readline().decode().split()
        assert running(int(kernel_pid))
        owner.kill()
    assert until(lambda: not running(int(kernel_pid)))
    assert until(lambda: not running(int(zygote_pid)))
    assert until(lambda: not Path(folder).exists())


def test_a_kernel_lives_many_times_faster_than_a_stock_one(run, tmp_path):
    code = "import numpy, torch, matplotlib.pyplot"

    def warm_kernel() -> float:
        start = time.perf_counter()
        assert run(code).said == [""]
        return time.perf_counter() - start

    warm_kernel()
    ours, stock = [], []
    for _ in range(2):
        stock.append(asyncio.run(stock_kernel(code, tmp_path)))
        ours += [warm_kernel() for _ in range(3)]
    ratio = min(stock) / min(ours)
    print(f"stock {min(stock):.2f} s, warm {min(ours):.3f} s: {ratio:.0f} times")
    assert ratio > 4
