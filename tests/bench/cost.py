"""What a process costs: its seconds, the processor time of it and its children, and the most memory that one of them held.

Never here: what is run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PER_MIB: Final = 1 << 20 if sys.platform == "darwin" else 1 << 10
_COMPILED: Final = "PYTHONDONTWRITEBYTECODE"
"""Where it is set, every start compiles our code anew, which no installed program does."""


@dataclass(frozen=True)
class Cost:
    """``wall`` and ``cpu`` in seconds, ``memory`` in MiB; ``said``: its standard output."""

    wall: float
    cpu: float
    memory: float
    said: str = ""


def cost_of(
    command: Sequence[str], environment: Mapping[str, str] | None = None, *, allowed: Sequence[int] = (0,)
) -> Cost:
    """Run it once. Ends the bench with what the command said where its exit code is not ``allowed``."""
    own = {name: value for name, value in os.environ.items() if name != _COMPILED}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env={**own, **(environment or {})})
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    if process.returncode not in allowed:
        raise SystemExit(f"{' '.join(command)[:200]}\n{texts[0][-2000:]}\n{texts[1][-2000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / _PER_MIB, texts[0])


def best_of(repeat: int, measured: Callable[[], Cost]) -> Cost:
    """The least of each, of that many runs."""
    costs = [measured() for _ in range(repeat)]
    return Cost(
        min(cost.wall for cost in costs),
        min(cost.cpu for cost in costs),
        min(cost.memory for cost in costs),
        costs[-1].said,
    )
