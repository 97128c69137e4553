"""An operator. Address: ``…/database.D/operator.SCHEMA."NAME(left, right)"``; a prefix operator's left type is NONE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neonctl_py.model.values import Unset, settable


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Functions and operators are named with their schema unless they are Postgres' own: ``app.matches``, ``app.===``, ``=``.
    ``restrict`` and ``join``: the selectivity estimators, as ``eqsel``, ``eqjoinsel``.
    """

    kind: ClassVar[str] = "operator"

    function: str = settable(default="", immutable=True)
    commutator: str | None = settable(default=None, immutable=True)
    negator: str | None = settable(default=None, immutable=True)
    restrict: str | None = settable(default=None)
    join: str | None = settable(default=None)
    hashes: bool = settable(default=False, immutable=True)
    merges: bool = settable(default=False, immutable=True)
    owner: str | Unset = settable()
    comment: str | Unset | None = settable(default=None)
