"""What a lint rule is, as a value, and what one finds. Never here: a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from neonctl_py.diagnostics import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``code`` and ``name`` never change. ``summary`` is the headline, ``why`` and ``instead`` one sentence each;
    the page ``neonpy explain NAME`` has more. An opt-in rule is only told when it was asked for by name.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    instead: str
    is_opt_in: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """``rule`` by name; ``offset`` into the file in characters; ``what`` is the thing, in a sentence that stands before the
    rule's ``why``. ``instead`` replaces the rule's own where it can be said exactly.
    """

    rule: str
    offset: int
    what: str = ""
    instead: str = ""
