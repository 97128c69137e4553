"""What is told of changes in two halves, in plans and trees. Never here: what is done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.model.expansion import Expansion
    from neonctl_py.model.state import Desired

CONTRACT: Final = "neonpy apply --contract"


def in_words(said: Expansion) -> str:
    """For a tree of what is there."""
    if not said.filled:
        return "expand: not finished, neonpy apply goes on"
    source = "" if said.way == "fill" else f" from {said.old}"
    return f"expanded{source} on {said.since}, contract with {CONTRACT}"


def expanded(new: Address, said: Expansion, desired: Desired | None = None) -> Diagnostic:
    """That its first half is done."""
    what = {
        "rename": f"{said.old} and {said.new} hold the same",
        "type": f"{said.new} has its new type, and {said.old} the values of the old one",
        "table": f"{said.old} is a view of {said.new}",
        "fill": f"rows that don't name {said.new} get its value",
    }[said.way]
    return Diagnostic(
        Severity.ADVICE,
        "NP320",
        f"expanded on {said.since or 'an unknown day'}",
        f"Old and new code both work: {what}.",
        f"When no old code runs any more: {CONTRACT}",
        str(new),
        desired.spans.get(new) if desired is not None else None,
    )


def refused(desired: Desired, new: Address, reasons: list[str]) -> Diagnostic:
    """Why it can't be done."""
    return Diagnostic(
        Severity.ERROR,
        "NP220",
        "this can't be done in two halves",
        f"{new.segment}: {'; '.join(reasons)}.",
        "Leave `expand` out, and it is done in one step, with its hazard.",
        str(new),
        desired.spans.get(new),
    )


def not_begun(desired: Desired, new: Address) -> Diagnostic:
    """There is nothing to end."""
    return Diagnostic(
        Severity.ERROR,
        "NP221",
        "there is nothing to contract yet",
        f"{new.segment} has not been expanded.",
        "First `neonpy apply`, then deploy what uses the new one, then `neonpy apply --contract`.",
        str(new),
        desired.spans.get(new),
    )


def unfinished(desired: Desired, new: Address) -> Diagnostic:
    """It can't be ended."""
    return Diagnostic(
        Severity.ERROR,
        "NP222",
        "its first half is not finished",
        f"Not every row of {new.segment} has its value yet: an apply was interrupted.",
        "`neonpy apply` goes on where it stopped. Then `neonpy apply --contract`.",
        str(new),
        desired.spans.get(new),
    )
