"""Reading a step: the value that its operation needs, or our own bug named."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from neonctl_py.errors import InternalError

if TYPE_CHECKING:
    from neonctl_py.plan.steps import SqlStep

T = TypeVar("T")


def value(held: object, kind: type[T]) -> T:
    """``held`` as that kind's value."""
    if not isinstance(held, kind):
        raise InternalError(f"a step holds {type(held).__name__} where a {kind.__name__} belongs")
    return held


def unknown(step: SqlStep) -> InternalError:
    """The operation is not in the kind's vocabulary."""
    return InternalError(f"{step.address.kind} has no operation {step.operation!r} ({step.address})")
