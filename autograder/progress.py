"""How far a long piece of work is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections import Counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

_EVERY = 5.0  # s between two lines where there is no terminal


class Steps:
    """Counts steps, and says how many are done, how fast, and how long the rest will take.

    Parameters
    ----------
    title
        What is done.
    total
        How many steps there are.
    console
        Where it is shown.
    """

    def __init__(self, title: str, total: int, console: Console | None = None) -> None:
        self._title, self._total = title, total
        self._console = console or Console()
        self._said = time.monotonic()
        self._start: float | None = None  # of the first that took time: warming up is over then
        self._kinds: Counter[str] = Counter()
        self._done = self._free = 0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Steps:
        if self._console.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                TextColumn("{task.fields[said]}"),
                console=self._console,
            )
            self._task = self._bar.add_task(self._title, total=self._total, said="")
            self._bar.start()
        return self

    def step(self, count: int = 1, kind: str = "", *, free: bool = False) -> None:
        """Something is done.

        Parameters
        ----------
        count
            How many steps.
        kind
            How it ended, for the counts.
        free
            It took no time, so the rate leaves it out.
        """
        self._done += count
        self._free += count * free
        if self._start is None and not free:
            self._start, self._free = time.monotonic(), self._free + count
        if kind:
            self._kinds[kind] += count
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=count, said=self.said())
        elif time.monotonic() - self._said > _EVERY:
            self._line()

    def said(self) -> str:
        """Counts, rate and time left."""
        worked = self._done - self._free
        seconds = time.monotonic() - self._start if self._start else 0.0
        parts = [f"{count} {kind}" for kind, count in self._kinds.items()]
        if worked and seconds > 1:
            rate = worked / seconds
            parts.append(f"{rate:.1f} a second" if rate >= 1 else f"{1 / rate:.1f} s each")
            if left := self._total - self._done:
                parts.append(f"{_time(left / rate)} left")
        return ", ".join(parts)

    def _line(self) -> None:
        self._said = time.monotonic()
        said = f": {rest}" if (rest := self.said()) else ""
        # no wrapping: one line stays one line in a log
        self._console.print(
            f"{self._title} {self._done} of {self._total}{said}", soft_wrap=True, highlight=False
        )

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
        elif self._done:
            self._line()


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes}:{rest:02}"
