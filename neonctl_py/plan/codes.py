"""Every code that a plan can be told off with (those of the stack's text are in ``stack/codes``), and nothing but the codes.

NP2xx are told by the plan of a catalog or an account, NP3xx about how it was made, NP5xx
by the team's own rules about it. A test holds the package to this table.
"""

from __future__ import annotations

from typing import Final

from neonctl_py.diagnostics import Severity

CODES: Final[dict[str, tuple[Severity, str]]] = {
    "NP201": (Severity.ERROR, "prevent_destroy forbids this"),
    "NP202": (Severity.ERROR, "A protected branch can't be deleted"),
    "NP203": (Severity.ERROR, "Logical replication can't be disabled"),
    "NP204": (Severity.ERROR, "Both ends of a move exist"),
    "NP205": (Severity.ERROR, "No revision covers these changes"),
    "NP206": (Severity.ERROR, "A table that isn't declared would go with its parent"),
    "NP207": (Severity.ERROR, "Something is in the way of a replacement"),
    "NP208": (Severity.ERROR, "An extension can't be brought to this version"),
    "NP209": (Severity.ERROR, "A column can't follow its type, or a subscription needs a connection"),
    "NP210": (Severity.ERROR, "A range type with a canonical function can't be made or dropped"),
    "NP211": (Severity.ADVICE, "This looks like a rename"),
    "NP212": (Severity.ERROR, "This PostgreSQL can't do that"),
    "NP213": (Severity.WARNING, "A required column has no value for the rows that are there"),
    "NP214": (Severity.ERROR, "The name is taken"),
    "NP215": (Severity.ERROR, "A type can't be used"),
    "NP220": (Severity.ERROR, "This can't be done in two halves"),
    "NP221": (Severity.ERROR, "There is nothing to contract yet"),
    "NP222": (Severity.ERROR, "Its first half is not finished"),
    "NP301": (Severity.WARNING, "A branch has no compute yet"),
    "NP302": (Severity.WARNING, "The revisions could not be tried beforehand"),
    "NP303": (Severity.WARNING, "A consent has expired"),
    "NP304": (Severity.ADVICE, "This branch ends by itself"),
    "NP305": (Severity.ADVICE, "Postgres keeps this as it came to be"),
    "NP306": (Severity.ADVICE, "Running code doesn't know this required column"),
    "NP320": (Severity.ADVICE, "Something is between its two halves"),
    "NP501": (Severity.ERROR, "A rule that can't be asked"),
}
"""Severity and summary by code."""
