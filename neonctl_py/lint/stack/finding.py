"""What a rule of stacks finds, and what rules are given. Never here: a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.model.lint_settings import RuleSetting

if TYPE_CHECKING:
    from neonctl_py.lint.stack.catalog import Catalog
    from neonctl_py.model.address import Address


@dataclass(frozen=True, slots=True)
class StackFinding:
    """``what`` stands before the rule's ``why``; ``instead`` replaces the rule's own where it can be said exactly."""

    rule: str
    address: Address
    what: str = ""
    instead: str = ""


Check = Callable[["Catalog", RuleSetting], Iterator[StackFinding]]
"""Looks at a whole state; the setting holds the rule's options."""
