"""The command that a person types next, with the stack and the world that this one was given. Never here: running it."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def next_command(
    name: str,
    stack: Path,
    *,
    local: bool,
    target: Iterable[str] | None = None,
    branch: Iterable[str] | None = None,
    flags: Iterable[str] = (),
    contract: bool = False,
) -> str:
    """``neonpy apply shop --local``: ready to be copied. Variables, hosts and keys are for the reader to repeat."""
    words = ["neonpy", name]
    if stack != Path():
        words.append(str(stack))
    if local:
        words.append("--local")
    words += flags
    if contract:
        words.append("--contract")
    for option, values in (("--branch", branch), ("--target", target)):
        words += [word for value in values or () for word in (option, value)]
    return shlex.join(words)
