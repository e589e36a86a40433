"""Optional downloads: MNIST, Fashion-MNIST and CIFAR-10, from whichever mirror answers.

Nothing of the course needs them. Every file is known by its SHA-256, is asked of one mirror
after another, and is kept.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from . import formats
from .images import Images, as_float

CACHE = "PIXELUP_DATA"  # environment variable: the folder where downloads are kept
TIMEOUT = (10, 30)  # seconds to connect, and between two pieces
PATIENCE = 15.0  # seconds that a mirror may crawl before the next one is asked
CRAWL = 200_000  # bytes a second: slower than this is crawling


class DownloadError(OSError):
    """A data set cannot be had; the message says what was tried and what serves instead."""


@dataclass(frozen=True)
class OnlineSet:
    """A data set that others host.

    Parameters
    ----------
    title : str
        Its name as people write it.
    files : dict of str to str
        Name of each file, and its SHA-256.
    mirrors : tuple of str
        Addresses of folders that hold the files.
    read : callable
        ``read(paths, split)`` returns pixels (N, C, H, W) and labels (N,), both uint8 arrays.
    needs : callable
        ``needs(split)`` names the files for a split.
    classes : tuple of str
        The names of the classes.
    instead : str
        The offline set that serves instead.
    """

    title: str
    files: dict[str, str]
    mirrors: tuple[str, ...]
    read: Callable
    needs: Callable[[str], tuple[str, ...]]
    classes: tuple[str, ...]
    instead: str


def _idx_files(split: str) -> tuple[str, ...]:
    part = "train" if split == "train" else "t10k"
    return f"{part}-images-idx3-ubyte.gz", f"{part}-labels-idx1-ubyte.gz"


_IDX = ("train-images", "train-labels", "t10k-images", "t10k-labels")


def _idx_hashes(*hashes: str) -> dict[str, str]:
    names = (f"{p}-idx{3 if 'images' in p else 1}-ubyte.gz" for p in _IDX)
    return dict(zip(names, hashes, strict=True))


CIFAR = "cifar-10-binary.tar.gz"
SETS: dict[str, OnlineSet] = {
    "mnist": OnlineSet(
        "MNIST",
        _idx_hashes(
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
        (
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
        ),
        formats.read_idx_pair,
        _idx_files,
        tuple("0123456789"),
        "GlyphDigits",
    ),
    "fashion-mnist": OnlineSet(
        "Fashion-MNIST",
        _idx_hashes(
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
        (
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        formats.read_idx_pair,
        _idx_files,
        ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
         "bag", "boot"),
        'GlyphLetters("latin")',
    ),
    "cifar-10": OnlineSet(
        "CIFAR-10",
        {CIFAR: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"},
        (
            "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
            "https://www.cs.toronto.edu/~kriz/",
        ),
        formats.read_cifar,
        lambda split: (CIFAR,),  # noqa: ARG005 - one file holds both splits
        ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship",
         "truck"),
        "PhotoGlyphs",
    ),
}  # fmt: skip


def load_online(
    name: str,
    split: str = "train",
    *,
    cache: str | Path | None = None,
    mirrors: Sequence[str] | None = None,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str = "cpu",
) -> Images:
    """Load a data set from the internet, once; afterwards from this computer.

    Parameters
    ----------
    name : {"mnist", "fashion-mnist", "cifar-10"}
        Which one: 12, 31 or 170 MB.
    split : {"train", "test"}, optional
        As its authors split it.
    cache : str or pathlib.Path, optional
        Where the files are kept. Without it the folder that the variable PIXELUP_DATA names,
        or else the user's cache folder.
    mirrors : sequence of str, optional
        Addresses to ask instead of the known ones. The files must be the same.
    dtype : torch.dtype, optional
        ``torch.float32`` (0 to 1) or ``torch.uint8``.
    device : torch.device or str, optional
        Where the pictures go.

    Returns
    -------
    Images
        x of shape (N, 1, 28, 28), or (N, 3, 32, 32) for CIFAR-10.

    Raises
    ------
    ValueError
        No data set or split has this name.
    DownloadError
        No mirror has given the right file; the message says what each of them did, and which
        offline set serves instead.
    """
    if name not in SETS:
        raise ValueError(f"no data set is called {name!r}; there are {', '.join(SETS)}")
    if split not in ("train", "test"):
        raise ValueError(f'split is "train" or "test", not {split!r}')
    wanted = SETS[name]
    folder = Path(cache or os.environ.get(CACHE) or _user_cache()) / name
    paths = [
        _fetch(wanted, file, mirrors or wanted.mirrors, folder) for file in wanted.needs(split)
    ]
    x, y = wanted.read(paths, split)
    pixels = torch.from_numpy(x)
    pixels = as_float(pixels) if dtype == torch.float32 else pixels
    return Images(pixels, torch.from_numpy(y).long(), wanted.classes).to(device)


class _Crawling(Exception):  # noqa: N818 - no error: the next mirror may be faster
    """A mirror is so slow that another one is worth a try."""


class _Bar:
    """The progress of one download, on one line; gives up on a mirror that crawls."""

    def __init__(self, label: str, last: bool) -> None:
        self.label, self.last = label, last
        self.total = self.done = 0
        self.started = self.shown = time.monotonic()

    def update(self, size: int) -> None:
        """Count some bytes."""
        self.done += size
        now = time.monotonic()
        seconds = now - self.started
        if not self.last and seconds > PATIENCE and self.done < CRAWL * seconds:
            raise _Crawling(f"crawled at {self.done / seconds / 1000:.0f} kB/s")
        if now - self.shown > 0.5:
            self.shown = now
            of = f" of {self.total / 1e6:.0f}" if self.total else ""
            sys.stderr.write(f"\r{self.label}: {self.done / 1e6:.1f}{of} MB ")
            sys.stderr.flush()

    def reset(self) -> None:
        """Begin to count again; pooch does so before it says that all is there."""
        self.done = 0
        self.last = True

    def close(self) -> None:
        """End the line."""
        sys.stderr.write(f"\r{self.label}: {self.done / 1e6:.1f} MB, done\n")
        sys.stderr.flush()


def _fetch(wanted: OnlineSet, file: str, mirrors: Sequence[str], folder: Path) -> Path:
    """Return the path of a file, downloaded from the first mirror that gives the right one."""
    pooch = _pooch(wanted)
    import requests

    tried = []
    for mirror in mirrors:
        last = mirror == mirrors[-1]
        address = mirror.rstrip("/") + "/" + file
        downloader = pooch.HTTPDownloader(
            progressbar=_Bar(f"{wanted.title}, {file}", last), chunk_size=1 << 16, timeout=TIMEOUT
        )
        try:
            with _quiet(pooch):
                return Path(
                    pooch.retrieve(
                        address, f"sha256:{wanted.files[file]}", file, folder, None, downloader
                    )
                )
        except requests.exceptions.RequestException as problem:
            tried.append(f"{mirror} {_reason(problem)}")
        except _Crawling as problem:
            tried.append(f"{mirror} {problem}")
        except ValueError:  # pooch compares the hash before it keeps the file
            tried.append(f"{mirror} gave another file (its SHA-256 is wrong)")
        except OSError as problem:
            raise DownloadError(
                f"{file} cannot be kept in {folder} ({problem.strerror or problem}): "
                f"name another folder in the variable {CACHE}, "
                f"or use {wanted.instead}, which needs no download."
            ) from None
    raise DownloadError(
        f"{wanted.title} cannot be downloaded: {'; '.join(tried)}. "
        f"Use {wanted.instead} instead, which needs no network, or put {file} into {folder}."
    )


def _reason(problem: Exception) -> str:
    """Say in a few words what a mirror did."""
    response = getattr(problem, "response", None)
    if response is not None:
        return f"answered {response.status_code} {response.reason}".strip()
    kind = type(problem).__name__
    if "Timeout" in kind:
        return "did not answer in time"
    if kind in ("ChunkedEncodingError", "ContentDecodingError"):
        return "broke off in the middle"
    return "cannot be reached"


def _pooch(wanted: OnlineSet):  # noqa: ANN202 - a module
    """Import pooch when a download is asked for, and not before."""
    try:
        import pooch
    except ModuleNotFoundError:
        raise DownloadError(
            f"{wanted.title} needs pooch, which is not installed: pip install 'pixelup[data]', "
            f"or use {wanted.instead}, which needs no download."
        ) from None
    return pooch


@contextlib.contextmanager
def _quiet(pooch) -> Iterator[None]:  # noqa: ANN001 - a module
    """Keep pooch's own lines out of the page: ours say the same in fewer words."""
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)


def _user_cache() -> Path:
    """Return the folder where this user's programs keep what can be had again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "pixelup"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "pixelup"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "pixelup"
