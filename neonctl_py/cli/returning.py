"""What leaves a branch that is restored, and what comes back with it, in words and for programs. Never here: restoring."""

from __future__ import annotations

import shlex
from datetime import UTC
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from neonctl_py.workflows.comes_back import ComesBack


def leaving_lines(minutes: float, replaced: str) -> Iterator[str]:
    """What is not in it any more, and where it is instead."""
    yield f"What was written to it since then, {_ago(minutes)}, leaves it;"
    yield f"all that it holds now stays as the branch {replaced}."
    yield "Its name, its computes and their connection strings stay. Open connections end."


def returning_lines(found: Iterable[ComesBack], unread: Iterable[str], target: str) -> Iterator[str]:
    """What was meant to be gone, with what to type to have it gone again. ``target``: the stack, and the branch where one was named."""
    listed = list(found)
    if listed:
        yield "What was meant to be gone comes back with it:"
    for item in listed:
        yield f"  {_returning(item)}; afterwards: {again(item, target)}"
    for problem in unread:
        yield f"Could not be asked what comes back with it: {problem}"


def returning_documents(found: Iterable[ComesBack], target: str) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "kind": item.kind,
            "of": str(item.what),
            "since": item.since.isoformat(),
            "rows": item.rows or None,
            "hint": again(item, target),
        }
        for item in found
    ]


def again(item: ComesBack, target: str) -> str:
    """What to type to have it gone again."""
    name = shlex.quote(item.name)
    if item.kind == "password":
        return f"neonpy rotate {target} --role {name}"
    return f"neonpy retention run {target} --only {name}"


def _returning(item: ComesBack) -> str:
    when = f"{item.since.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if item.kind == "password":
        return f"the password that {item.name} had before its new one of {when}"
    return f"{item.rows} rows, or their keys, that {item.what} took away until {when}"


def _ago(minutes: float) -> str:
    """For people: 40 seconds, 12 minutes, 3.5 hours, 4.0 days."""
    if minutes < 2:
        return f"{minutes * 60:.0f} seconds"
    if minutes < 120:
        return f"{minutes:.0f} minutes"
    return f"{minutes / 60:.1f} hours" if minutes < 2880 else f"{minutes / 1440:.1f} days"
