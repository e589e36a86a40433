"""Tables and progress on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from .verify import Proof


def verify_table(
    unit: str, prove: Callable[[Callable[[str], None]], tuple[Proof, ...]]
) -> tuple[Proof, ...]:
    """Run a proof with progress and print its table; problems go to stderr, a line each."""
    console = Console()
    with console.status(f"{unit}: reading") as status:
        proofs = prove(lambda task: status.update(f"{unit}: proving {task}"))
    table = Table(title=unit, title_justify="left")
    table.add_column("task", no_wrap=True)
    for name in ("points", "cases", "accepted styles", "mistakes killed and named", "seconds"):
        table.add_column(name, justify="right")
    for p in proofs:
        table.add_row(
            p.task,
            f"{p.points:g}",
            str(p.cases),
            str(p.accepted),
            f"{p.killed} of {p.mistakes}",
            f"{p.seconds:.2f}",
        )
    table.add_section()
    table.add_row(
        "all",
        f"{sum(p.points for p in proofs):g}",
        str(sum(p.cases for p in proofs)),
        str(sum(p.accepted for p in proofs)),
        f"{sum(p.killed for p in proofs)} of {sum(p.mistakes for p in proofs)}",
        f"{sum(p.seconds for p in proofs):.2f}",
    )
    console.print(table)
    for p in proofs:
        for problem in p.problems:
            print(f"{unit}: {p.task}: {problem}", file=sys.stderr)
    return proofs
