"""How the live checks of a stack came out. Never here: running them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from neonctl_py.model.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """``actual`` is the value that the SQL gave; ``problem`` says why there is none (then the check has not passed)."""

    address: Address
    severity: str
    description: str
    expect: Any
    actual: Any = None
    problem: str = ""

    @property
    def has_passed(self) -> bool:
        """Did the SQL give exactly what was expected?"""
        return not self.problem and type_and_value(self.actual) == type_and_value(self.expect)

    @property
    def is_alert(self) -> bool:
        """Has a check of severity ``alert`` not passed?"""
        return self.severity == "alert" and not self.has_passed


def type_and_value(value: Any) -> tuple[bool, Any]:
    """For comparison: true is not 1, though Python says so."""
    return isinstance(value, bool), value
