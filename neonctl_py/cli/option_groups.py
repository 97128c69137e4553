"""Options that many commands take together, as one parameter each: its dataclass has the options as fields, and what they lead to.

Never here: what a single option is called (options).
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, fields, is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from neonctl_py.cli import options  # noqa: TC001  typer reads the annotations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neonctl_py.model.state import Desired
    from neonctl_py.workflows.access import NeonAccess

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Variables:
    """What a stack is read with."""

    var: options.Var = None
    var_file: options.VarFile = None

    def desired(self, stack: Path) -> Desired:
        """Raises InputError with all of the stack's mistakes."""
        from neonctl_py.cli.loading import load

        return load(stack, self.var, self.var_file).desired


@dataclass(frozen=True, slots=True)
class Account:
    """Which Neon it is about."""

    local: options.Local = False
    data_dir: options.DataDir = None
    api_host: options.ApiHost = None
    api_key_file: options.ApiKeyFile = None

    def access(self) -> NeonAccess:
        """Raises InputError for flags and settings that contradict each other."""
        from neonctl_py.cli.access import neon_access

        return neon_access(
            local=self.local,
            data_dir=self.data_dir,
            api_host=self.api_host,
            api_key_file=self.api_key_file,
        )


def takes_groups(command: Callable[..., Result]) -> Callable[..., Result]:
    """The command as typer reads it: each parameter that is a group is replaced by the group's fields, in their order."""
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, type[Any]] = {}
    flat: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        hint = hints[parameter.name]
        if isinstance(hint, type) and is_dataclass(hint):
            groups[parameter.name] = hint
            flat += _options(hint)
        else:
            flat.append(parameter.replace(annotation=hint))

    @wraps(command)
    def gathered(**given: Any) -> Result:
        for name, group in groups.items():
            given[name] = group(**{field.name: given.pop(field.name) for field in fields(group)})
        return command(**given)

    del gathered.__wrapped__
    gathered.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    gathered.__dict__["__signature__"] = inspect.Signature(flat)
    return gathered


def _options(group: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in fields(group)
    ]
