"""The expressions of GitHub's workflow files, as far as ours use them. What is not known here is an error, so that no test passes by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+)|'(?P<text>(?:[^']|'')*)'|(?P<op>==|!=|&&|\|\||!|\(|\)|,)|(?P<path>[A-Za-z_][\w.-]*))"
)
_WHOLE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def filled(text: str, contexts: Mapping[str, Any]) -> str:
    """The text with every ``${{ … }}`` replaced."""
    return _WHOLE.sub(lambda match: shown(value(match[1], contexts)), text)


def value(text: str, contexts: Mapping[str, Any]) -> Any:
    """What one expression gives. Raises ValueError for what isn't understood."""
    reader = _Reader(text, contexts)
    found = reader.either()
    if reader.peek() is not None:
        raise ValueError(f"not understood: {text!r} at {reader.position}")
    return found


def truth(found: Any) -> bool:
    """As GitHub takes it for yes or no."""
    return found not in (None, False, 0, "")


def shown(found: Any) -> str:
    """As text."""
    if found is None:
        return ""
    return str(found).lower() if isinstance(found, bool) else str(found)


class _Reader:
    def __init__(self, text: str, contexts: Mapping[str, Any]) -> None:
        self.text, self.contexts, self.position = text, contexts, 0

    def peek(self) -> re.Match[str] | None:
        if not self.text[self.position :].strip():
            return None
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            raise ValueError(f"not understood: {self.text!r} at {self.position}")
        return match

    def takes(self, *operators: str) -> str:
        match = self.peek()
        if match is None or match["op"] not in operators:
            return ""
        self.position = match.end()
        return str(match["op"])

    def either(self) -> Any:
        found = self.both()
        while self.takes("||"):
            other = self.both()
            found = found if truth(found) else other
        return found

    def both(self) -> Any:
        found = self.compared()
        while self.takes("&&"):
            other = self.compared()
            found = other if truth(found) else found
        return found

    def compared(self) -> Any:
        found = self.single()
        while operator := self.takes("==", "!="):
            same = shown(found).lower() == shown(self.single()).lower()
            found = same if operator == "==" else not same
        return found

    def single(self) -> Any:
        if self.takes("!"):
            return not truth(self.single())
        if self.takes("("):
            found = self.either()
            if not self.takes(")"):
                raise ValueError(f"a bracket is open: {self.text!r}")
            return found
        match = self.peek()
        if match is None or match["op"]:
            raise ValueError(f"not understood: {self.text!r}")
        self.position = match.end()
        if match["number"] is not None:
            return int(match["number"])
        if match["text"] is not None:
            return match["text"].replace("''", "'")
        if self.takes("("):
            return self.called(match["path"])
        return self.looked_up(match["path"])

    def called(self, name: str) -> Any:
        if not self.takes(")"):
            raise ValueError(f"{name} with arguments is not known here")
        failed = bool(self.contexts["job"]["failed"])
        known = {"always": True, "success": not failed, "failure": failed, "cancelled": False}
        return known[name]

    def looked_up(self, path: str) -> Any:
        if path in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[path]
        first, *rest = path.split(".")
        found: Any = self.contexts[first]  # an unknown context is a mistake of the file
        for name in rest:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found
