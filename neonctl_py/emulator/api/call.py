"""One request as a handler sees it, and the answer it gives.

Never here: what any route does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.fields import Fields
from neonctl_py.emulator.api.problem import Problem, invalid_field

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.emulator.control_plane import ControlPlane


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; ``body`` None is an empty 204."""

    body: Any
    status: int = 200


@dataclass
class Call:
    """A request to one route. ``arguments`` are the parts of its path."""

    plane: ControlPlane
    arguments: dict[str, str]
    query: dict[str, str]
    payload: Any = None
    asked: set[str] = field(default_factory=set)

    @property
    def project_id(self) -> str:
        return self.arguments["project_id"]

    @property
    def branch_id(self) -> str:
        return self.arguments["branch_id"]

    def body(self) -> Fields:
        """The JSON object of the body; an absent body is an empty object."""
        return Fields.of({} if self.payload is None else self.payload, "")

    def parameter(self, name: str, default: str = "") -> str:
        self.asked.add(name)
        return self.query.get(name, default)

    def required_parameter(self, name: str) -> str:
        value = self.parameter(name)
        if not value:
            raise Problem(400, f'invalid request: query: "{name}" (parameter required)')
        return value

    def parameters(self, *names: str) -> Fields:
        """The named query parameters, to be read like a body."""
        return Fields({name: self.query[name] for name in names if name in self.query}, "query")

    def count(self, name: str, default: int, high: int) -> int:
        text = self.parameter(name)
        if not text:
            return default
        if not text.isdigit() or not 1 <= int(text) <= high:
            raise invalid_field(name, f"must be an integer between 1 and {high}")
        return int(text)

    def flag(self, name: str) -> bool:
        text = self.parameter(name, "false").lower()
        if text not in ("true", "false"):
            raise invalid_field(name, "must be true or false")
        return text == "true"


@dataclass(frozen=True)
class Route:
    """A method and path of the API. ``changes`` is true when it takes the project's lock and meets 423."""

    method: str
    path: str
    handler: Callable[[Call], Answer]
    changes: bool = False
