"""What a run needs in the coordinator and in its workers: made before they part, once for both."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from sqlalchemy.orm import configure_mappers

from ..classroom import Classroom
from ..notebook import released


def look_up(classroom: Classroom, units: Iterable[str]) -> None:
    """Read what students got of the units, and find out how nbgrader's tables are tied.

    Nothing is opened that a fork would hold. What cannot be read is told by who needs it.
    """
    configure_mappers()
    for unit in units:
        with contextlib.suppress(Exception):
            released(classroom.source(unit))
