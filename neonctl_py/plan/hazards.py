"""What a step may do to people: named constants, one written sentence each. Consent is given by name."""

from __future__ import annotations

from enum import StrEnum


class Hazard(StrEnum):
    """The name is what ``--allow`` takes; ``sentence`` is what the plan prints."""

    DELETES_DATA = "deletes-data"
    LOSES_PRECISION = "loses-precision"
    REWRITES_TABLE = "rewrites-table"
    BLOCKS_WRITES = "blocks-writes"
    BLOCKS_READS = "blocks-reads"
    LONG_SCAN = "long-scan"
    MAY_FAIL_ON_DATA = "may-fail-on-data"
    BREAKS_RUNNING_CODE = "breaks-running-code"
    CHANGES_ACCESS = "changes-access"
    WEAKENS_PROTECTION = "weakens-protection"
    NOT_TRANSACTIONAL = "not-transactional"
    CANNOT_BE_UNDONE = "cannot-be-undone"
    RESTARTS_COMPUTE = "restarts-compute"
    DROPS_CONNECTIONS = "drops-connections"
    COSTS_MONEY = "costs-money"

    @property
    def sentence(self) -> str:
        """Why it matters, in one sentence."""
        return _SENTENCES[self]

    @property
    def needs_consent(self) -> bool:
        """Must ``--allow`` name it before apply starts? The others are told and go ahead with the plan's own yes."""
        return self in _CONSENT


_SENTENCES = {
    Hazard.DELETES_DATA: "Rows or whole objects are removed and the stack can't bring them back.",
    Hazard.LOSES_PRECISION: "Values are converted to a type that can't hold all of them.",
    Hazard.REWRITES_TABLE: "The whole table is written anew under an exclusive lock.",
    Hazard.BLOCKS_WRITES: "Writers to the table wait until the statement ends.",
    Hazard.BLOCKS_READS: "Readers and writers of the table wait until the statement ends.",
    Hazard.LONG_SCAN: "Every row is read once, which takes long on a large table.",
    Hazard.MAY_FAIL_ON_DATA: "Existing rows may violate it, and then the statement fails and changes nothing.",
    Hazard.BREAKS_RUNNING_CODE: "Code that still uses the old name or shape fails until it is deployed anew.",
    Hazard.CHANGES_ACCESS: "Somebody can do more, or less, than before.",
    Hazard.WEAKENS_PROTECTION: "Rows or objects become visible or changeable that were protected.",
    Hazard.NOT_TRANSACTIONAL: "It runs outside a transaction, so an interruption leaves a part of it (a repeated apply completes it).",
    Hazard.CANNOT_BE_UNDONE: "No later change can turn it back.",
    Hazard.RESTARTS_COMPUTE: "The compute restarts.",
    Hazard.DROPS_CONNECTIONS: "Open connections are closed.",
    Hazard.COSTS_MONEY: "The bill can grow.",
}

_CONSENT = frozenset(
    {
        Hazard.DELETES_DATA,
        Hazard.LOSES_PRECISION,
        Hazard.REWRITES_TABLE,
        Hazard.BLOCKS_READS,
        Hazard.BREAKS_RUNNING_CODE,
        Hazard.WEAKENS_PROTECTION,
        Hazard.CANNOT_BE_UNDONE,
    }
)
