"""What a kernel says, made safe: a student's code can send any message it likes.

Messages that would not make a valid notebook are dropped, and so is what is too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 24
_MANY = 16  # times the limit, after which there is no point in going on


class FloodError(RuntimeError):
    """So much output came that the kernel should be ended."""


@dataclass
class Meter:
    """Counts what one cell puts out.

    Attributes
    ----------
    most_bytes, most_messages
        What is kept.
    """

    most_bytes: int
    most_messages: int
    bytes: int = 0
    messages: int = 0
    told: bool = False

    def take(self, message: dict[str, Any]) -> bool:
        """Count a message; returns whether there was room for it.

        Raises
        ------
        FloodError
            When very much more comes than is kept.
        """
        self.bytes += weight(message.get("content")) + sum(
            len(b) for b in message.get("buffers") or ()
        )
        self.messages += 1
        if self.bytes > _MANY * self.most_bytes or self.messages > _MANY * self.most_messages:
            raise FloodError
        return self.bytes <= self.most_bytes and self.messages <= self.most_messages


def weight(value: Any, depth: int = 0) -> int:
    """About how many bytes a JSON value takes; what is nested too deep weighs a gigabyte."""
    if depth > MAX_DEPTH:
        return 1 << 30
    match value:
        case str():
            return len(value) + 8
        case dict():
            return 16 + sum(len(k) + weight(v, depth + 1) for k, v in value.items())
        case list():
            return 16 + sum(weight(v, depth + 1) for v in value)
    return 8


def tidy(message: dict[str, Any]) -> dict[str, Any] | None:
    """The message with a content that a notebook can hold; None if it has none.

    Lone surrogates are replaced: they are no text, and no file can be written with them.
    """
    content = message.get("content")
    kind = message.get("msg_type")
    if not isinstance(content, dict) or not isinstance(kind, str):
        return None
    if content.get("execution_count") is not None and type(content["execution_count"]) is not int:
        return None
    if not isinstance(content.get("transient") or {}, dict):
        return None
    good = _GOOD.get(kind, lambda _: True)(content)
    return message | {"content": _text(content)} if good else None


def _good_stream(content: dict[str, Any]) -> bool:
    return content.get("name") in ("stdout", "stderr") and isinstance(content.get("text"), str)


def _good_display(content: dict[str, Any]) -> bool:
    data, metadata = content.get("data"), content.get("metadata")
    return (
        isinstance(data, dict)
        and isinstance(metadata, dict)
        and all(_good_bundle(kind, value) for kind, value in data.items())
        and isinstance((content.get("transient") or {}).get("display_id", ""), str | None)
    )


def _good_bundle(kind: str, value: Any) -> bool:
    if kind == "application/json" or kind.endswith("+json"):
        return True
    return isinstance(value, str)


def _good_error(content: dict[str, Any]) -> bool:
    lines = content.get("traceback")
    return (
        all(isinstance(content.get(key), str) for key in ("ename", "evalue"))
        and isinstance(lines, list)
        and all(isinstance(line, str) for line in lines)
    )


def _good_status(content: dict[str, Any]) -> bool:
    return isinstance(content.get("execution_state"), str)


def _good_reply(content: dict[str, Any]) -> bool:
    return content.get("status") == "ok" or (
        content.get("status") == "error" and _good_error(content)
    )


_GOOD = {
    "stream": _good_stream,
    "display_data": _good_display,
    "execute_result": _good_display,
    "update_display_data": _good_display,
    "error": _good_error,
    "status": _good_status,
    "execute_reply": _good_reply,
}


def _text(value: Any) -> Any:
    match value:
        case str():
            return value if value.isascii() else value.encode(errors="replace").decode()
        case dict():
            return {_text(k): _text(v) for k, v in value.items()}
        case list():
            return [_text(v) for v in value]
    return value
