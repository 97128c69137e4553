"""What a stack says about lint: how bad each rule is, its options, and what is excused. Never here: the rules (lint)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from neonctl_py.diagnostics import Severity, Span
from neonctl_py.model.address import Address
from neonctl_py.model.consent import without_branch


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """``severity`` None: the rule's own. ``is_off``: never told. ``only`` and ``spare``: patterns of names (``public.log_*``) or
    addresses that it is, or isn't, held against. ``options`` by name, as the language has them.
    """

    is_off: bool = False
    severity: Severity | None = None
    only: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LintIgnore:
    """Findings of the rule ``on`` that and all beneath it are excused; without a branch it means every branch."""

    rule: str
    on: Address
    reason: str
    span: Span | None = None

    def covers(self, rule: str, address: Address) -> bool:
        """Is it about that rule and something at that address?"""
        if rule != self.rule:
            return False
        return address.is_within(self.on) or without_branch(address).is_within(self.on)


@dataclass(frozen=True, slots=True)
class LintSettings:
    """``rules``: those that the stack speaks of; writing one switches an opt-in rule on."""

    rules: Mapping[str, RuleSetting] = field(default_factory=dict)
    ignores: tuple[LintIgnore, ...] = ()
