"""What is rehearsed in the warm process is done, and leaves nothing behind."""

import json
import subprocess
import sys

# in a process of its own: the kernel's application is one a process
STATE = """
import json, linecache, sys, tempfile
from pathlib import Path
from autograder.engine import direct, preload, rehearsal

direct.rehearse = lambda application: None
with tempfile.TemporaryDirectory() as folder, preload.spared():
    direct.prepare(Path(folder))
application = direct.DirectApplication.instance()
shell = application.shell


def state():
    things = dict(
        application=application, session=application.session, kernel=application.kernel,
        shell=shell, history=shell.history_manager, hook=shell.displayhook,
        publisher=shell.display_pub, compiler=shell.compile, traceback=shell.InteractiveTB,
        trap=shell.display_trap,
    )
    found = {}
    for name, thing in things.items():
        found |= {f"{name}.{k}": repr(v) for k, v in vars(thing).items() if k != "_trait_values"}
    last = [n for n in vars(sys) if n.startswith("last_")]
    main = repr(sys.modules["__main__"])
    return found | {"lines": repr(list(linecache.cache)), "last": repr(last), "main": main}


before, modules = state(), set(sys.modules)
rehearsal.rehearse(application)
after = state()
print(json.dumps({
    "changed": [k for k in before | after if before.get(k) != after.get(k)],
    "modules": sorted(set(sys.modules) - modules),
    "spared": [n for n in preload.SPARED if n in sys.modules],
}))
"""


def test_the_warm_process_is_as_before_and_knows_how_to_show_an_error():
    done = subprocess.run([sys.executable, "-c", STATE], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["changed"] == []
    assert "stack_data" in found["modules"]
    assert found["spared"] == []


def test_a_fresh_kernel_has_run_nothing(run):
    done = run(
        "print(sorted(n for n in globals() if n[0] != '_'), In, Out, _ == '')",
        "1 / 0",
        "import debugpy, jedi",
    )
    names = "['In', 'Out', 'exit', 'get_ipython', 'open', 'quit']"
    source = "print(sorted(n for n in globals() if n[0] != '_'), In, Out, _ == '')"
    assert done.said[0] == f"{names} {['', source]} {{}} True\n"
    assert [c.execution_count for c in done.notebook.cells] == [1, 2, 3]
    assert done.said[2] == "", "what is spared the warm process is there for who asks"
