"""Every code that the stack can be told off with, and nothing but the codes: the one table of them.

====== ======== =====================================================================
code   severity summary
====== ======== =====================================================================
NP100  error    A file can't be read
NP101  error    Not valid YAML
NP102  error    A key is written twice
NP103  error    YAML tags are not part of the language
NP104  error    Too much is repeated through aliases
NP105  error    A variable has no value
NP106  error    An include can't be followed
NP107  error    Two files say different things about one place
NP108  error    A schema's source can't be used
NP110  error    Unknown key
NP111  error    A key is missing
NP112  error    The wrong shape of value
NP113  error    Not one of the words that fit here
NP114  error    A value out of its range
NP115  error    Not a usable name
NP116  error    Keys that can't stand together
NP120  error    A column's definition can't be read
NP121  error    serial is only for columns
NP122  error    SQL text that isn't balanced
NP123  error    A definition can't be read
NP130  error    Unknown branch
NP131  error    Unknown role
NP132  error    Unknown table
NP133  error    Unknown column
NP134  error    Unknown type
NP135  error    Unknown schema
NP136  error    Unknown mixin
NP137  error    Unknown database
NP138  error    A circle of references
NP139  error    Two things with one name
NP140  error    No single default branch
NP141  error    This branch can't expire
NP142  error    Not a size of compute that exists
NP143  error    Not a schedule that the platform knows
NP144  error    Unknown function
NP145  error    A rule about what isn't there
NP150  error    A password in the stack
NP151  warning  A role goes around row-level security
NP152  warning  An SQL role inside neon_superuser
NP153  warning  Policies that nobody enforces
NP154  error    A policy clause that Postgres refuses
NP155  warning  Row-level security without a policy
NP156  warning  A policy that says nothing
NP160  error    An address that leads nowhere
NP161  error    Something declared inside what is external
NP170  error    Not a privilege of this kind of object
NP171  error    Not possible on this version of PostgreSQL
====== ======== =====================================================================
"""

from __future__ import annotations

from typing import Final

from neonctl_py.diagnostics import Severity

CODES: Final[dict[str, tuple[Severity, str]]] = {
    "NP100": (Severity.ERROR, "A file can't be read"),
    "NP101": (Severity.ERROR, "Not valid YAML"),
    "NP102": (Severity.ERROR, "A key is written twice"),
    "NP103": (Severity.ERROR, "YAML tags are not part of the language"),
    "NP104": (Severity.ERROR, "Too much is repeated through aliases"),
    "NP105": (Severity.ERROR, "A variable has no value"),
    "NP106": (Severity.ERROR, "An include can't be followed"),
    "NP107": (Severity.ERROR, "Two files say different things about one place"),
    "NP108": (Severity.ERROR, "A schema's source can't be used"),
    "NP110": (Severity.ERROR, "Unknown key"),
    "NP111": (Severity.ERROR, "A key is missing"),
    "NP112": (Severity.ERROR, "The wrong shape of value"),
    "NP113": (Severity.ERROR, "Not one of the words that fit here"),
    "NP114": (Severity.ERROR, "A value out of its range"),
    "NP115": (Severity.ERROR, "Not a usable name"),
    "NP116": (Severity.ERROR, "Keys that can't stand together"),
    "NP120": (Severity.ERROR, "A column's definition can't be read"),
    "NP121": (Severity.ERROR, "serial is only for columns"),
    "NP122": (Severity.ERROR, "SQL text that isn't balanced"),
    "NP123": (Severity.ERROR, "A definition can't be read"),
    "NP130": (Severity.ERROR, "Unknown branch"),
    "NP131": (Severity.ERROR, "Unknown role"),
    "NP132": (Severity.ERROR, "Unknown table"),
    "NP133": (Severity.ERROR, "Unknown column"),
    "NP134": (Severity.ERROR, "Unknown type"),
    "NP135": (Severity.ERROR, "Unknown schema"),
    "NP136": (Severity.ERROR, "Unknown mixin"),
    "NP137": (Severity.ERROR, "Unknown database"),
    "NP138": (Severity.ERROR, "A circle of references"),
    "NP139": (Severity.ERROR, "Two things with one name"),
    "NP140": (Severity.ERROR, "No single default branch"),
    "NP141": (Severity.ERROR, "This branch can't expire"),
    "NP142": (Severity.ERROR, "Not a size of compute that exists"),
    "NP143": (Severity.ERROR, "Not a schedule that the platform knows"),
    "NP144": (Severity.ERROR, "Unknown function"),
    "NP145": (Severity.ERROR, "A rule about what isn't there"),
    "NP150": (Severity.ERROR, "A password in the stack"),
    "NP151": (Severity.WARNING, "A role goes around row-level security"),
    "NP152": (Severity.WARNING, "An SQL role inside neon_superuser"),
    "NP153": (Severity.WARNING, "Policies that nobody enforces"),
    "NP154": (Severity.ERROR, "A policy clause that Postgres refuses"),
    "NP155": (Severity.WARNING, "Row-level security without a policy"),
    "NP156": (Severity.WARNING, "A policy that says nothing"),
    "NP160": (Severity.ERROR, "An address that leads nowhere"),
    "NP161": (Severity.ERROR, "Something declared inside what is external"),
    "NP170": (Severity.ERROR, "Not a privilege of this kind of object"),
    "NP171": (Severity.ERROR, "Not possible on this version of PostgreSQL"),
}
"""Severity and summary by code. A test holds it to the table above."""
