"""How the values of a column are made unrecognisable in a preview. Not an object: nothing of it is compared or planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

MaskKind = Literal["null", "hash", "fake_name", "fake_email", "fake_phone", "noise", "generalize", "value"]

DETERMINISTIC: Final = frozenset({"hash", "fake_name", "fake_email", "fake_phone"})
"""Equal values stay equal, and different ones different: what a unique column or a foreign key needs."""


@dataclass(frozen=True, slots=True)
class Mask:
    """``amount``: of ``noise`` ``10%`` or a duration (``30d``), of ``generalize`` the unit, of ``value`` the text."""

    kind: MaskKind
    amount: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount}" if self.amount else self.kind
