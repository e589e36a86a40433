"""Submissions that attack, as lists of cells.

Every cell knows the paths and numbers of :class:`World`, as if the attacker had been told.
Whatever succeeds prints GOT and what; a cell that starts with `#ask NAME` is a test cell of the
task NAME. `f` of an honest student sums the columns of a picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HONEST = ("def f(x):\n    return x.sum(axis=0)", "#ask f")

# `attempt` runs something and tells on itself when it works
ATTEMPT = """
def attempt(what, call):
    try:
        found = call()
    except BaseException as problem:
        return
    print("GOT", what, str(found)[:200])
"""


@dataclass(frozen=True)
class Attack:
    """One submission.

    Attributes
    ----------
    cells
        Its code cells; `{name}` is filled from the world.
    causes
        One of these must be in the outputs or in the messages of the answers, if there are any.
    answers
        What the tasks answer, in order: `right`, `wrong` (a value, but not the right one),
        or a name of an error.
    files
        Handed in beside the notebook: name and content.
    anywhere
        Whether it can also be tried where there are no namespaces.
    """

    cells: tuple[str, ...]
    answers: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    anywhere: bool = False


FILES = {
    "reads what is not its own": Attack(
        (
            ATTEMPT,
            "import os, pathlib\n"
            "for path in ['{secret_file}', '{gradebook}', '{other}', '{solutions}']:\n"
            "    attempt(path, lambda: pathlib.Path(path).read_bytes())\n"
            "ways = ['{prefix}', '{base_prefix}', '{pixelup}', '{zygote}/k', '/home/student']\n"
            "def stranger(path):\n"
            "    names = [f'{{path}}/{{name}}' for name in os.listdir(path)]\n"
            "    names = [os.path.normpath(n.removeprefix('/proc/1/root')) for n in names]\n"
            "    own = [n for n in names for w in ways if w.startswith(n) or n.startswith(w)]\n"
            "    return [n for n in names if n not in own][0]\n"
            "for path in ['{class_folder}', '{home}', '{zygote}', '{autograder}', '{course}',\n"
            "             '/var', '/boot', '/mnt', '/srv']:\n"
            "    attempt(path, lambda: stranger(path))\n"
            "    attempt(path, lambda: stranger('/proc/1/root' + path))\n"
            "    attempt(path, lambda: stranger('/home/student/../..' + path))",
            "for base in ('/tmp', '/var', '/home', '/srv', '/mnt', '/run', '/opt', '{course}'):\n"
            "    for folder, _, names in os.walk(base):\n"
            "        if folder.startswith(('{prefix}', '{base_prefix}')): continue\n"
            "        for name in names:\n"
            "            try:\n"
            "                text = open(os.path.join(folder, name), 'rb').read(1 << 16)\n"
            "            except OSError:\n"
            "                continue\n"
            "            if b'{tok}' b'{en}' in text: print('GOT', folder, name)",
        ),
        anywhere=True,
    ),
    "writes what is not its own": Attack(
        (
            ATTEMPT,
            "import os, pathlib\n"
            "for path in ['{secret_file}', '{gradebook}', '{solutions}', '{class_folder}/new',\n"
            "             '{autograder}/new', '{pixelup}/__init__.py', '{pixelup}/new.py',\n"
            "             '{prefix}/new', '{base_prefix}/new', '/usr/new', '/etc/passwd',\n"
            "             '/new']:\n"
            "    attempt(path, lambda: open(path, 'a').write('x'))\n"
            "    for change in (lambda: os.chmod(path, 0o777),\n"
            "                   lambda: os.utime(path, (0, 0))):\n"
            "        try:\n"
            "            change()\n"
            "        except OSError:\n"
            "            pass\n"
            "    attempt(path, lambda: os.truncate(path, 0))\n"
            "    attempt(path, lambda: os.unlink(path))\n"
            "    attempt(path, lambda: os.rename(path, '/tmp/x'))\n"
            "    attempt(path, lambda: os.link(path, 'x'))",
        ),
        anywhere=True,
    ),
    "imports the grader": Attack(
        (
            ATTEMPT,
            "import sys, importlib, gc\n"
            "attempt('autograder', lambda: importlib.import_module('autograder.run'))\n"
            "attempt('engine', lambda: importlib.import_module('autograder.engine.zygote'))\n"
            "sys.path.append('{course}')\n"
            "attempt('by path', lambda: importlib.import_module('autograder'))\n"
            "attempt('loaded', lambda: [n for n in sys.modules if 'autograder' in n][0])",
        ),
        anywhere=True,
    ),
    "looks for secrets in its environment and memory": Attack(
        (
            "import os, glob, gc\n"
            "token = str.join('', ['{tok}', '{en}'])\n"
            "if token in str(dict(os.environ)): print('GOT environ')\n"
            "for name in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline'):\n"
            "    try:\n"
            "        text = open(name, 'rb').read()\n"
            "    except OSError:\n"
            "        continue\n"
            "    if token.encode() in text: print('GOT', name)\n"
            "del token\n"
            "def search(token):\n"
            "    for o in gc.get_objects():\n"
            "        if type(o) in (dict, list, tuple):\n"
            "            values = list(o.values()) if type(o) is dict else o\n"
            "            if any(type(v) is str and v == token for v in values):\n"
            "                print('GOT memory', str(o)[:300])\n"
            "gc.unfreeze()\n"
            "search(str.join('', ['{tok}', '{en}']))",
        ),
        anywhere=True,
    ),
    "hands in links and devices": Attack(
        (
            ATTEMPT,
            "import os\n"
            "for name in os.listdir('.'):\n"
            "    attempt(name, lambda: open(name).read()) if name != 'data.txt' else None\n"
            "print(open('data.txt').read(), open('deep/er/data.txt').read())",
        ),
        files={"data.txt": "mine", "deep/er/data.txt": "too"},
        causes=("mine too",),
        anywhere=True,
    ),
    "opens the way with system calls": Attack(
        (
            ATTEMPT,
            "import ctypes, os\n"
            "c = ctypes.CDLL(None, use_errno=True)\n"
            "def call(*args):\n"
            "    if c.syscall(*args) < 0: raise OSError(ctypes.get_errno())\n"
            "numbers = {calls}\n"
            "attempt('unshare user', lambda: call(numbers['unshare'], 0x10000000))\n"
            "attempt('unshare mount', lambda: call(numbers['unshare'], 0x20000))\n"
            "attempt('clone', lambda: call(numbers['clone'], 0x10000011, 0, 0, 0, 0))\n"
            "attempt('mount', lambda: call(numbers['mount'], b'none', b'/tmp', b'tmpfs', 0, 0))\n"
            "attempt('chroot', lambda: os.chroot('.'))\n"
            "attempt('setuid', lambda: os.setuid(0))\n"
            "attempt('keyctl', lambda: call(numbers['keyctl'], 0, -3, 0))\n"
            "attempt('bpf', lambda: call(numbers['bpf'], 0, 0, 0))\n"
            "attempt('io_uring', lambda: call(425, 8, ctypes.create_string_buffer(120)))\n"
            "attempt('userfaultfd', lambda: call(numbers['userfaultfd'], 0))\n"
            "attempt('pdeathsig', lambda: 1 / (c.prctl(1, 0, 0, 0, 0) == 0))\n"
            "attempt('mknod', lambda: os.mknod('dev', 0o60600, os.makedev(254, 0)))\n"
            "attempt('memfd', lambda: os.memfd_create('x'))",
        ),
        anywhere=True,
    ),
}

OTHERS = {
    "talks to the network": Attack(
        (
            ATTEMPT,
            "import socket\n"
            "def tcp(family, address):\n"
            "    s = socket.socket(family, socket.SOCK_STREAM); s.settimeout(0.5)\n"
            "    s.connect(address)\n"
            "attempt('tcp', lambda: tcp(socket.AF_INET, ('127.0.0.1', {port})))\n"
            "attempt('tcp6', lambda: tcp(socket.AF_INET6, ('::1', {port})))\n"
            "def fast(): \n"
            "    s = socket.socket(); s.settimeout(0.5)\n"
            "    s.sendto(b'x', 0x20000000, ('127.0.0.1', {port}))\n"
            "attempt('fast open', fast)\n"
            "attempt('vsock', lambda: tcp(40, (2, {port})))\n"
            "attempt('packet', lambda: socket.socket(17, socket.SOCK_RAW))\n"
            "attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))\n"
            "attempt('crypto', lambda: socket.socket(38, 5, 0))\n"
            "attempt('dns', lambda: socket.getaddrinfo('example.org', 80))",
            "try:\n"
            "    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
            "    u.sendto(b'udp', ('127.0.0.1', {port}))\n"
            "except OSError:\n"
            "    pass",
        ),
        anywhere=True,
    ),
    "talks to unix sockets": Attack(
        (
            ATTEMPT,
            "import socket\n"
            "def unix(address, kind=socket.SOCK_STREAM):\n"
            "    s = socket.socket(socket.AF_UNIX, kind); s.settimeout(0.5)\n"
            "    s.connect(address); s.send(b'x')\n"
            "for address in ['{unix}', '\\0{abstract}', '{zygote}/z', '/run/docker.sock']:\n"
            "    attempt(address, lambda: unix(address))\n"
            "    attempt(address, lambda: unix(address, socket.SOCK_DGRAM))",
        ),
        anywhere=True,
    ),
    "signals and reads other processes": Attack(
        (
            ATTEMPT,
            "import os, signal, ctypes, resource\n"
            "c = ctypes.CDLL(None, use_errno=True)\n"
            "for pid in ({victim}, {driver}, {zygote_pid}):\n"
            "    attempt(f'kill {{pid}}', lambda: os.kill(pid, signal.SIGTERM))\n"
            "    attempt(f'limit {{pid}}', lambda: resource.prlimit(pid, 7, (0, 0)))\n"
            "    attempt(f'nice {{pid}}', lambda: os.setpriority(0, pid, 19))\n"
            "    attempt(f'memory {{pid}}', lambda: open(f'/proc/{{pid}}/mem', 'rb').read(1))\n"
            "    attempt(f'environ {{pid}}', lambda: open(f'/proc/{{pid}}/environ', 'rb').read())\n"
            "    attempt(f'ptrace {{pid}}', lambda: 1 / (c.ptrace(16, pid, 0, 0) == 0))\n"
            "if os.getppid() > 0:\n"
            "    attempt('parent', lambda: os.kill(os.getppid(), signal.SIGTERM))\n"
            "if os.getpid() == 1:\n"  # only where the namespace holds: else this is everybody
            "    try:\n"
            "        os.kill(-1, signal.SIGKILL)\n"
            "    except OSError:\n"
            "        pass\n"
            "def f(x): return x.sum(axis=0)",
            "#ask f",
        ),
        answers=("right",),
        anywhere=True,
    ),
    "leaves fifty daemons behind": Attack(
        (
            "import os, signal, time\n"
            "for i in range(25):\n"
            "    if os.fork() == 0:\n"
            "        os.setsid()\n"
            "        for s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\n"
            "        os.fork()\n"
            "        time.sleep(1000)\n"
            "def f(x): return x.sum(axis=0)",
            "#ask f",
        ),
        answers=("right",),
        causes=("still running",),
        anywhere=True,
    ),
}

RESOURCES = {
    "fork bomb": Attack(
        (
            "import os\ndef f(x): return x.sum(axis=0)",
            "while True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
            "#ask f",
        ),
        answers=("right",),
        causes=("did not stop", "CellTimeoutError", "messages could not be read", "ended itself"),
        anywhere=True,
    ),
    "thread bomb": Attack(
        (
            "import threading, time\n"
            "for i in range(100_000):\n"
            "    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
            "def f(x): return x.sum(axis=0)",
            "#ask f",
        ),
        answers=("right",),
        causes=("can't start new thread",),
        anywhere=True,
    ),
    "one huge array": Attack(
        ("import numpy as np\nx = np.ones((200_000, 200_000))", *HONEST),
        answers=("right",),
        causes=("Unable to allocate",),
        anywhere=True,
    ),
    "memory bit by bit": Attack(
        ("hoard = []\nwhile True: hoard.append(bytearray(b'x' * 10_000_000))", *HONEST),
        answers=("right",),
        causes=("MB of memory",),
        anywhere=True,
    ),
    "memory in ten processes": Attack(
        (
            "import os, time\n"
            "for i in range(10):\n"
            "    if os.fork() == 0:\n"
            "        hoard = bytearray(b'x' * 200_000_000)\n"
            "        time.sleep(1000)\n"
            "time.sleep(20)",
            *HONEST,
        ),
        answers=("right",),
        causes=("MB of memory",),
        anywhere=True,
    ),
    "shared memory": Attack(
        (
            "import mmap\nhoard = []\n"
            "while True:\n"
            "    m = mmap.mmap(-1, 50_000_000); m.write(b'x' * 50_000_000); hoard.append(m)",
            *HONEST,
        ),
        answers=("right",),
        causes=("MB of memory", "Cannot allocate"),
        anywhere=True,
    ),
    "fills the disk": Attack(
        (
            "import os, time\n"
            "for place in ('.', '/tmp', '/dev/shm', os.environ['TMPDIR']):\n"
            "    try:\n"
            "        for i in range(40):\n"
            "            with open(f'{{place}}/{{i}}', 'wb') as f: f.write(b'x' * 10_000_000)\n"
            "        print('GOT', place)\n"
            "    except OSError as problem:\n"
            "        print(problem)\n"
            "time.sleep(3)",
            *HONEST,
        ),
        answers=("right",),
        causes=("No space left", "it wrote more", "It wrote more"),
    ),
    "fills the table of files": Attack(
        (
            "import os, time\n"
            "for i in range(200_000): open(str(i), 'w').close()\n"
            "print('GOT files')",
            *HONEST,
        ),
        answers=("right",),
        causes=("No space left", "it wrote more", "It wrote more"),
    ),
    "leaves what is hard to sweep": Attack(
        (
            "import os\n"
            "os.makedirs('closed/inner'); os.mkdir('closed/none', 0)\n"
            "open('closed/inner/file', 'w').close()\n"
            "for name in ('closed/inner', 'closed'):\n"
            "    fd = os.open(name, os.O_RDONLY); os.fchmod(fd, 0); os.close(fd)\n"
            "home = os.getcwd()\n"
            "for i in range(1500):\n"
            "    try:\n"
            "        os.mkdir('d'); os.chdir('d')\n"
            "    except OSError: break\n"
            "os.chdir(home)\n"
            "os.symlink('{class_folder}', 'link')",
            *HONEST,
        ),
        answers=("right",),
        anywhere=True,
    ),
    "prints for ever": Attack(
        ("while True: print('x' * 1000)", *HONEST), answers=("right",), causes=("far too much",)
    ),
    "prints one huge line": Attack(
        # beyond what one message may hold, yet quick to make: a cell has five seconds here
        ("print('x' * 20_000_000)", *HONEST),
        answers=("right",),
        causes=("far too much",),
    ),
    "displays a million things": Attack(
        ("for i in range(1_000_000): display(i)", *HONEST),
        answers=("right",),
        causes=("far too much", "output cut"),
    ),
    "displays one huge thing": Attack(
        ("from IPython.display import HTML\ndisplay(HTML('x' * 5_000_000))", *HONEST),
        answers=("right",),
        causes=("output cut",),
    ),
}

HANGS = {
    "hangs in an import": Attack(
        ("import slow", *HONEST),
        answers=("right",),
        causes=("CellTimeoutError",),
        files={"slow.py": "while True: pass\n"},
        anywhere=True,
    ),
    "ignores every signal": Attack(
        (
            "import signal\n"
            "for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):\n"
            "    signal.signal(s, signal.SIG_IGN)\n"
            "while True: pass",
            *HONEST,
        ),
        answers=("right",),
        causes=("did not stop",),
        anywhere=True,
    ),
    "hangs at its end": Attack(
        (
            "import atexit, threading, time\n"
            "class Stubborn:\n"
            "    def __del__(self):\n"
            "        while True: time.sleep(1)\n"
            "keep = Stubborn()\n"
            "atexit.register(lambda: time.sleep(1000))\n"
            "threading.Thread(target=lambda: time.sleep(1000)).start()",
            *HONEST,
        ),
        answers=("right",),
        anywhere=True,
    ),
    "hangs when asked, deaf to the alarm": Attack(
        (
            "import signal\n"
            "def f(x):\n"
            "    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
            "    while True: pass",
            "#ask f",
            "def g(x): return x.sum(axis=0)",
            "#ask g",
        ),
        answers=("NoAnswer", "right"),
        causes=("could not be stopped",),
        anywhere=True,
    ),
    "swallows the time limit": Attack(
        (
            "def f(x):\n"
            "    while True:\n"
            "        try:\n"
            "            while True: pass\n"
            "        except BaseException: pass",
            "#ask f",
            *HONEST,
        ),
        answers=("TimeLimit", "right"),
        anywhere=True,
    ),
    "exits": Attack(
        ("import os\ndef g(x): return x.sum(axis=0)", "os._exit(0)", *HONEST, "#ask g"),
        answers=("right", "right"),
        causes=("ended itself (exit status 0)",),
        anywhere=True,
    ),
    "exits when asked": Attack(
        (
            "import os\ndef f(x): os._exit(7)\ndef g(x): return x.sum(axis=0)",
            "#ask f",
            "#ask g",
        ),
        answers=("NoAnswer", "right"),
        causes=("exit status 7",),
        anywhere=True,
    ),
    "crashes": Attack(
        ("import ctypes\nctypes.string_at(0)", *HONEST),
        answers=("right",),
        causes=("SIGSEGV",),
        anywhere=True,
    ),
    "recurses until the stack is gone": Attack(
        (
            "import sys\nsys.setrecursionlimit(10**9)\n"
            "class Deep:\n"
            "    def __getattr__(self, name): return getattr(self, name + 'x')\n"
            "def f(x): return Deep().a",
            "#ask f",
            "def g(x): return x.sum(axis=0)",
            "#ask g",
        ),
        answers=("NoAnswer", "right"),
    ),
}

FORGERIES = {
    "replaces the judge and what it is made of": Attack(
        (
            "import numpy as np, builtins, sys\n"
            "import pixelup.judge, pixelup.compare, pixelup.check, pixelup.ask\n"
            "np.testing.assert_allclose = np.allclose = np.array_equal = lambda *a, **k: True\n"
            "pixelup.compare.compare = lambda *a, **k: None\n"
            "pixelup.judge.judge = pixelup.check.judge = lambda *a, **k: None\n"
            "builtins.AssertionError = builtins.Exception = KeyboardInterrupt\n"
            "sys.displayhook = print\n"
            "def f(x): return x.sum(axis=1)",
            "#ask f",
        ),
        answers=("wrong",),
        anywhere=True,
    ),
    "empties every cell that is sent": Attack(
        (
            "def f(x): return x.sum(axis=1)\n"
            "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
            "#ask f",
        ),
        answers=("NoAnswer",),
        causes=("changed how cells are run",),
        anywhere=True,
    ),
    "answers with things that equal everything": Attack(
        (
            "import numpy as np\n"
            "class Same:\n"
            "    def __eq__(self, other): return True\n"
            "    def __array__(self, *a, **k): return np.zeros(3)\n"
            "    dtype, shape, ndim, size = np.dtype(float), (3,), 1, 3\n"
            "class Liar(np.ndarray):\n"
            "    shape = (3,)\n"
            "    dtype = np.dtype('float64')\n"
            "    def __eq__(self, other): return True\n"
            "    def tobytes(self): return b'0' * 24\n"
            "    def astype(self, *a, **k): return self\n"
            "def f(x): return Same()\n"
            "def g(x): return np.zeros((7, 7)).view(Liar)",
            "#ask f",
            "#ask g",
        ),
        answers=("NotPlain", "wrong"),
        anywhere=True,
    ),
    "answers with a million megabytes": Attack(
        (
            "import numpy as np\n"
            "def f(x): return np.broadcast_to(np.float64(1), (10**6, 10**6))\n"
            "def g(x): return 10 ** 1_000_000",
            "#ask f",
            "#ask g",
        ),
        answers=("NotPlain", "NoAnswer"),
        anywhere=True,
    ),
    "writes frames of its own": Attack(
        (
            "import os, struct, socket, pickle\n"
            "def f(x):\n"
            "    os.write(3, pickle.dumps(print)); return x.sum(axis=0)\n"
            "def g(x):\n"
            "    os.write(3, struct.pack('<4sII', b'PIX1', 10, 1) + struct.pack('<Q', 10**10))\n"
            "    return x.sum(axis=0)\n"
            "def h(x): return x.sum(axis=0)",
            "#ask f",
            "#ask g",
            "#ask h",
        ),
        answers=("NoAnswer", "NoAnswer", "right"),
        causes=("10000000000 bytes of arrays",),
        anywhere=True,
    ),
    "closes and floods every descriptor": Attack(
        (
            "import os\n"
            "def f(x):\n"
            "    for fd in range(3, 64):\n"
            "        try:\n"
            "            os.set_blocking(fd, False)\n"
            "            while os.write(fd, b'x' * 65536): pass\n"
            "        except OSError: pass\n"
            "    os.closerange(3, 256)",
            "#ask f",
            "def g(x): return x.sum(axis=0)",
            "#ask g",
        ),
        answers=("NoAnswer", "right"),
        anywhere=True,
    ),
    "sends messages that no kernel sends": Attack(
        (
            "import json\n"
            "k = get_ipython().kernel\n"
            "k.session.pack = lambda o: json.dumps(o, default=str).encode()\n"
            "def tell(kind, content, **more):\n"
            "    k.session.send(k.iopub_socket, kind, content, parent=k.get_parent(), **more)\n"
            "tell('stream', {{'name': 5, 'text': ['x']}})\n"
            "tell('stream', {{'name': 'stdout', 'text': '\\ud800 surrogate'}})\n"
            "tell('display_data', {{'data': 3}})\n"
            "tell('display_data', {{'data': {{'text/html': 3}}, 'metadata': {{}}}})\n"
            "tell('execute_result', {{'data': {{}}, 'metadata': {{}}, 'execution_count': 'x'}})\n"
            "tell('error', {{'ename': [], 'traceback': 5}})\n"
            "tell('comm_open', {{'comm_id': 1, 'data': []}})\n"
            "tell('comm_msg', {{'data': {{'method': 'update', 'state': 5}}}})\n"
            "tell('clear_output', 'x')\n"
            "tell('status', {{}})\n"
            "tell('nonsense', {{'x': 1}})\n"
            "deep = []\n"
            "for i in range(200): deep = [deep]\n"
            "tell('display_data', {{'data': {{'application/json': deep}}, 'metadata': {{}}}})\n"
            "print('still here')",
            *HONEST,
        ),
        answers=("right",),
        causes=("still here", "far too much", "could not be read"),
        anywhere=True,
    ),
    "replies for the kernel": Attack(
        (
            "k = get_ipython().kernel\n"
            "p = k.get_parent()\n"
            "k.session.send(k.iopub_socket, 'status', {{'execution_state': 'idle'}}, parent=p)\n"
            "k.session.send(k.shell_stream or k.iopub_socket, 'execute_reply', {{}}, parent=p)",
            *HONEST,
        ),
        answers=("right",),
        anywhere=True,
    ),
}

ALL = {**FILES, **OTHERS, **RESOURCES, **HANGS, **FORGERIES}
