"""``neonpy plan [STACK]`` where nothing has changed since it was asked last: answered before the command line's library is loaded.

Only what earlier runs remember is looked at; everything else, options included, is left to the commands.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from neonctl_py.cache.folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

_VERBOSE: Final = frozenset({"-v", "--verbose"})
_FLAGS: Final = _VERBOSE | {"--detailed-exitcode"}


def remembered_plan(arguments: Sequence[str]) -> int | None:
    """The exit code when the plan was printed, None when it has to be made."""
    stack = stack_of(arguments)
    if stack is None or (folder := cache_folder(os.environ)) is None or not folder.path.is_dir():
        return None
    from neonctl_py.workflows.plan_memory import Asked, PlanMemory

    memory = PlanMemory(folder, Asked(stack=stack), os.environ)
    recalled = memory.recall(meanwhile=_load_printing)
    if recalled is None:
        return None
    from neonctl_py.cli.loading import print_diagnostics
    from neonctl_py.cli.printing import print_cost, print_forgotten, print_plan
    from neonctl_py.model.state import Observed

    is_verbose = not _VERBOSE.isdisjoint(arguments)
    print_diagnostics(recalled.warnings)
    print_plan(recalled.plan, verbose=is_verbose)
    if is_verbose:
        print_cost(Observed(objects={}, connections=recalled.connections))
        print_forgotten(folder.notes)
    return 0


def stack_of(arguments: Sequence[str]) -> Path | None:
    """Which stack a plan is asked of, when nothing else is said."""
    if arguments[:1] != ["plan"]:
        return None
    named = [text for text in arguments[1:] if text not in _FLAGS]
    if len(named) > 1 or any(text.startswith("-") or not text for text in named):
        return None
    return Path(*named)


def _load_printing() -> None:
    """While the server counts."""
    import_module("neonctl_py.cli.printing")
    import_module("neonctl_py.render.terminal.plan")
