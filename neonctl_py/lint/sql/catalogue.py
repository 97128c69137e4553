"""The rules for hand-written SQL: their codes, names and sentences, and nothing else. Codes and names never change.

NPL0xx the file itself · NPL10x-13x what waits, scans or rewrites · NPL14x transactions · NPL15x-19x running code ·
NPL20x types and names (those up to NPL206 hold for stacks, too) · NPL3xx stacks only (lint/stack).
"""

from __future__ import annotations

from typing import Final

from neonctl_py.diagnostics import Severity
from neonctl_py.lint.rule import Rule

_E, _W, _A = Severity.ERROR, Severity.WARNING, Severity.ADVICE


def _rule(  # noqa: PLR0917  a row of the table below
    code: str, name: str, severity: Severity, summary: str, why: str, instead: str, *, opt_in: bool = False
) -> Rule:
    return Rule(
        code=code,
        name=name,
        severity=severity,
        summary=summary,
        why=why,
        instead=instead,
        is_opt_in=opt_in,
    )


_ALL: Final = (
    _rule(
        "NPL001", "syntax-error", _E, "Not Postgres' SQL",
        "Postgres would refuse the statement.",
        "Correct it; psql's own commands and variables belong to a psql script.",
    ),
    _rule(
        "NPL002", "suppression-without-reason", _E, "A suppression without a reason",
        "The next reader can't tell whether it still holds.",
        "Write why it is right here: -- neonpy: ignore rule-name the table has 40 rows",
    ),
    _rule(
        "NPL003", "unknown-suppression", _E, "A suppression of no rule",
        "It suppresses nothing, and what it was meant for may have been told elsewhere.",
        "Write the rule's name as the finding prints it.",
    ),
    _rule(
        "NPL004", "unused-suppression", _W, "A suppression that suppresses nothing",
        "What it excused is gone, and it would hide the next finding.",
        "Remove the comment, or put it right above the statement.",
    ),
    _rule(
        "NPL101", "column-default-rewrites", _W, "A new column rewrites its table",
        "The whole table is written anew under an exclusive lock, and readers and writers wait.",
        "Add the column without it, set the default for new rows, and fill the old ones in batches.",
    ),
    _rule(
        "NPL102", "foreign-key-checked-at-once", _W, "A foreign key checks every row under its lock",
        "Writers to both tables wait until each row has been looked up.",
        "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
    ),
    _rule(
        "NPL103", "not-null-scan", _W, "SET NOT NULL reads the whole table under an exclusive lock",
        "Readers and writers wait for the scan.",
        "Add CHECK (column IS NOT NULL) NOT VALID, VALIDATE it, then SET NOT NULL (no scan), then drop the check.",
    ),
    _rule(
        "NPL104", "required-column", _W, "A required column without a default",
        "It fails on a table with rows, and running code that doesn't know it can't insert any more.",
        "Give it a constant default, or add it nullable, fill it, and set NOT NULL later.",
    ),
    _rule(
        "NPL105", "primary-key-built-in-place", _W, "A primary key builds its index under an exclusive lock",
        "Readers and writers wait until the index is built.",
        "CREATE UNIQUE INDEX CONCURRENTLY, then ADD PRIMARY KEY USING INDEX.",
    ),
    _rule(
        "NPL106", "constraint-checked-at-once", _W, "A constraint checks every row under its lock",
        "Others wait until every row has been read.",
        "Add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own.",
    ),
    _rule(
        "NPL107", "validated-in-same-transaction", _W, "Added NOT VALID and validated in one transaction",
        "The lock of ADD CONSTRAINT is held through the scan, so NOT VALID has gained nothing.",
        "Commit between the two, or put VALIDATE CONSTRAINT into the next migration.",
    ),
    _rule(
        "NPL108", "unique-built-in-place", _W, "A unique constraint builds its index under an exclusive lock",
        "Readers and writers wait until the index is built.",
        "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX.",
    ),
    _rule(
        "NPL109", "type-change-rewrites", _W, "A column gets another type",
        "Most changes rewrite the table under an exclusive lock, and running code meets values that it doesn't expect.",
        "Add a column of the new type, fill it in batches, and change over; or say in a suppression why this one is cheap.",
    ),
    _rule(
        "NPL110", "index-not-concurrent", _W, "An index is built while writers wait",
        "INSERT, UPDATE and DELETE wait until it is built.",
        "CREATE INDEX CONCURRENTLY, outside a transaction.",
    ),
    _rule(
        "NPL111", "index-drop-not-concurrent", _W, "DROP INDEX locks its table",
        "It waits for every query on the table, and every later one waits behind it.",
        "DROP INDEX CONCURRENTLY, outside a transaction.",
    ),
    _rule(
        "NPL112", "detach-not-concurrent", _W, "DETACH PARTITION locks the whole partitioned table",
        "Readers and writers of all partitions wait.",
        "DETACH PARTITION … CONCURRENTLY, outside a transaction.",
    ),
    _rule(
        "NPL113", "reindex-not-concurrent", _W, "REINDEX blocks the table",
        "Writers wait, and so do readers that would use the index.",
        "REINDEX … CONCURRENTLY, outside a transaction.",
    ),
    _rule(
        "NPL114", "rewritten-in-place", _W, "The whole table is rewritten under an exclusive lock",
        "Readers and writers wait until the copy is complete.",
        "Rewrite it with pg_repack or pg_squeeze, or REPACK CONCURRENTLY from PostgreSQL 19 on.",
    ),
    _rule(
        "NPL115", "exclusion-built-in-place", _W, "An exclusion constraint builds its index under an exclusive lock",
        "Readers and writers wait, and Postgres has no concurrent way.",
        "Add it while the table is small, or in a maintenance window with a lock_timeout.",
    ),
    _rule(
        "NPL116", "refresh-not-concurrent", _A, "Readers wait for REFRESH MATERIALIZED VIEW",
        "Nobody can read the view until its query has run.",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY; the view needs a unique index for it.",
    ),
    _rule(
        "NPL117", "attach-scans-partition", _A, "ATTACH PARTITION reads the table that it attaches",
        "Without a constraint that proves the bounds every row is read under an exclusive lock on it.",
        "Add a CHECK of the bounds NOT VALID and VALIDATE it first; drop it after the attach.",
    ),
    _rule(
        "NPL118", "lock-timeout-missing", _W, "No lock_timeout before a statement that locks",
        "While it waits for its lock everybody else waits behind it.",
        "Before it: SET lock_timeout = '2s'; and run the migration again when it runs out.",
    ),
    _rule(
        "NPL119", "statement-timeout-missing", _A, "No statement_timeout before a statement that may take long",
        "A statement that takes unexpectedly long keeps its locks all the while.",
        "Before it: SET statement_timeout = '30s'; and more only where a statement needs it.",
    ),
    _rule(
        "NPL120", "work-under-exclusive-lock", _A, "Slow work while a table is locked exclusively",
        "The lock of an earlier statement is kept to the end of the transaction, so everybody waits for this one, too.",
        "Commit before it, or do it in a transaction of its own.",
    ),
    _rule(
        "NPL121", "whole-table-write", _A, "Every row is written in one statement",
        "It holds its row locks to the end, swells the table, and can't be resumed.",
        "Write in batches by key, each in a transaction of its own.",
    ),
    _rule(
        "NPL122", "truncates-table", _W, "TRUNCATE removes all rows",
        "They are gone, and readers and writers wait for its exclusive lock.",
        "Make sure that nobody needs them; delete in batches where the table is in use.",
    ),
    _rule(
        "NPL141", "concurrently-in-transaction", _E, "It can't run inside a transaction",
        "Postgres refuses it there, and the migration fails.",
        "Move it to a file that runs without a transaction.",
    ),
    _rule(
        "NPL142", "transaction-left-open", _E, "A transaction that is never ended",
        "When the connection closes everything is rolled back.",
        "Add COMMIT.",
    ),
    _rule(
        "NPL143", "transaction-in-transaction", _W, "BEGIN or COMMIT where it doesn't belong",
        "Postgres only warns and goes on, so the statements end up in another transaction than it looks.",
        "Remove it, or split the file.",
    ),
    _rule(
        "NPL144", "not-repeatable", _A, "It can't be run again after a failure half way",
        "Outside a transaction what was done before the failure stays, and the second run stops there.",
        "Write IF [NOT] EXISTS, or wrap the statements in a transaction.",
    ),
    _rule(
        "NPL145", "enum-value-used-at-once", _E, "A new enum value is used in the transaction that adds it",
        "Postgres refuses it (unsafe use of new value).",
        "Commit after ADD VALUE.",
    ),
    _rule(
        "NPL151", "drops-column", _W, "A column is dropped",
        "Its values are gone, and running code that names it fails.",
        "Deploy code that no longer uses it first, then drop it in a later migration.",
    ),
    _rule(
        "NPL152", "drops-table", _W, "A table is dropped",
        "Its rows are gone, and running code that names it fails.",
        "Deploy code that no longer uses it first; keep a copy or a branch to go back to.",
    ),
    _rule(
        "NPL153", "drops-database", _E, "A database is dropped",
        "Everything in it is gone.",
        "Not in a migration: do it by hand, after a snapshot.",
    ),
    _rule(
        "NPL154", "drops-not-null", _W, "A column may be NULL from now on",
        "Running code that reads it may not expect that.",
        "Deploy code that handles NULL first.",
    ),
    _rule(
        "NPL155", "truncates-cascade", _W, "TRUNCATE … CASCADE empties tables that aren't named",
        "Every table with a foreign key to it is emptied, too, and those that refer to them.",
        "Name every table, without CASCADE.",
    ),
    _rule(
        "NPL156", "renames-column", _W, "A column is renamed",
        "Running code that uses the old name fails at once.",
        "Add the new column, write both, change the readers over, drop the old one.",
    ),
    _rule(
        "NPL157", "renames-table", _W, "A table is renamed",
        "Running code that uses the old name fails at once.",
        "Leave a view under the old name until all code has changed over.",
    ),
    _rule(
        "NPL158", "renames-object", _W, "An object is renamed",
        "Running code that uses the old name fails at once.",
        "Make the new one beside the old one, and drop the old one later.",
    ),
    _rule(
        "NPL159", "drops-view", _W, "A view is dropped",
        "Running code that reads it fails.",
        "Deploy code that no longer uses it first.",
    ),
    _rule(
        "NPL160", "drops-function", _W, "A function is dropped",
        "Running code that calls it fails.",
        "Deploy code that no longer calls it first.",
    ),
    _rule(
        "NPL161", "drops-type", _W, "A type is dropped",
        "Running code that uses it in casts or parameters fails.",
        "Deploy code that no longer uses it first.",
    ),
    _rule(
        "NPL162", "drops-schema", _W, "A schema is dropped",
        "With CASCADE everything in it is gone.",
        "Drop what is in it by name, and the schema last, without CASCADE.",
    ),
    _rule(
        "NPL163", "drops-sequence", _W, "A sequence is dropped",
        "Its position is lost, and what takes values from it fails.",
        "Deploy code that no longer uses it first.",
    ),
    _rule(
        "NPL164", "drops-extension", _W, "An extension is dropped",
        "Its functions, types and operators go with it.",
        "Make sure that nothing uses them; without CASCADE Postgres refuses while something does.",
    ),
    _rule(
        "NPL165", "drops-constraint", _W, "A constraint is dropped",
        "From now on rows get in that running code takes for impossible.",
        "Deploy code that can live with them first.",
    ),
    _rule(
        "NPL166", "drops-generation", _W, "A column stops being computed",
        "Running code doesn't write it, so new rows get NULL.",
        "Deploy code that writes it in the same release, or give it a default.",
    ),
    _rule(
        "NPL167", "changes-schema", _W, "An object moves to another schema",
        "Running code that names it with its schema, or whose search_path lacks the new one, fails at once.",
        "Leave a view under the old name, or change search_path first.",
    ),
    _rule(
        "NPL168", "changes-identity", _W, "A column's identity changes",
        "GENERATED ALWAYS refuses values that code sends; without identity nothing fills the column.",
        "Deploy code that fits both first.",
    ),
    _rule(
        "NPL169", "drops-default", _W, "A default is dropped",
        "Running code that leaves the column out writes NULL from now on, or fails.",
        "Deploy code that sends the value first.",
    ),
    _rule(
        "NPL170", "changes-generation", _W, "A computed column is computed otherwise",
        "Its values change under running code, and the table is rewritten.",
        "Add a second column with the new expression and change over.",
        opt_in=True,
    ),
    _rule(
        "NPL171", "drops-index", _W, "An index is dropped",
        "Queries that used it get slow, and what a unique one ruled out is possible.",
        "Look at its use in pg_stat_user_indexes on every replica first.",
        opt_in=True,
    ),
    _rule(
        "NPL172", "changes-default", _W, "A default changes",
        "Running code that leaves the column out writes other values from now on.",
        "Deploy code that sends the value first.",
        opt_in=True,
    ),
    _rule(
        "NPL173", "changes-triggers", _W, "Triggers or rules are switched",
        "What they kept true no longer holds, or work is done twice.",
        "Switch them in the session that needs it (session_replication_role), not for everybody.",
        opt_in=True,
    ),
    _rule(
        "NPL174", "changes-replica-identity", _W, "The replica identity changes",
        "Subscribers can't apply updates, or get more than before.",
        "Change it together with the publication's readers.",
        opt_in=True,
    ),
    _rule(
        "NPL175", "drops-policy", _W, "A policy or rule is dropped",
        "Who sees or changes which rows changes silently.",
        "Make the new policy first, and prove with each role what it may see.",
        opt_in=True,
    ),
    _rule(
        "NPL176", "revokes", _W, "Privileges are taken away",
        "Running code that used them fails at once.",
        "Find who uses them first.",
        opt_in=True,
    ),
    _rule(
        "NPL177", "replaces-definition", _W, "A view or function is replaced",
        "Running code gets other results without being deployed.",
        "Make a second one under a new name where callers differ.",
        opt_in=True,
    ),
    _rule(
        "NPL178", "changes-policy", _W, "A policy's condition changes",
        "Other rows become visible or changeable than before.",
        "Prove with each role what it may see.",
        opt_in=True,
    ),
    _rule(
        "NPL179", "changes-policy-roles", _W, "A policy holds for other roles",
        "Rows become visible or vanish for those roles.",
        "Prove with each role what it may see.",
        opt_in=True,
    ),
    _rule(
        "NPL180", "creates-policy", _W, "A policy is made",
        "Permissive ones open rows, restrictive ones close them.",
        "Prove with each role what it may see.",
        opt_in=True,
    ),
    _rule(
        "NPL181", "changes-function-options", _W, "A function's options change",
        "Its rights (SECURITY DEFINER), its settings or its plans change for every caller.",
        "Make a second function where callers differ.",
        opt_in=True,
    ),
    _rule(
        "NPL182", "changes-view-options", _W, "A view's options change",
        "security_invoker and check_option decide what its readers see and writers may write.",
        "Prove with each role what it may see.",
        opt_in=True,
    ),
    _rule(
        "NPL183", "changes-role", _W, "A role changes",
        "Its attributes and settings decide what every session of it may do.",
        "Keep roles in the stack, where the plan shows what changes.",
        opt_in=True,
    ),
    _rule(
        "NPL184", "changes-database-settings", _W, "A database's settings change",
        "Every new session of it behaves otherwise.",
        "Set it for the role or the session that needs it.",
        opt_in=True,
    ),
    _rule(
        "NPL185", "changes-row-security", _W, "Row-level security is switched",
        "Enabled without a policy nobody sees a row; disabled everybody sees all.",
        "Make the policies first, and enable it in the same transaction.",
        opt_in=True,
    ),
    _rule(
        "NPL186", "restricts-writes", _W, "Writes that worked are refused",
        "Running code fails where its rows break the new rule, also when it was added online.",
        "Look for such rows, and deploy code that keeps the rule first.",
        opt_in=True,
    ),
    _rule(
        "NPL187", "adds-enum-value", _W, "An enum gets a value",
        "Running code reads a value that it doesn't know.",
        "Deploy code that knows it first.",
        opt_in=True,
    ),
    _rule(
        "NPL188", "adds-attribute", _W, "A composite type gets an attribute",
        "Running code reads values of another shape, and every table with it is rewritten.",
        "Make a second type.",
        opt_in=True,
    ),
    _rule(
        "NPL189", "adds-column", _W, "A table gets a column",
        "SELECT * and INSERT without a column list change their meaning.",
        "Let code name its columns.",
        opt_in=True,
    ),
    _rule(
        "NPL190", "detaches-inheritance", _W, "A table leaves its parent",
        "Its rows vanish from queries of the parent.",
        "Deploy code that reads the child first.",
        opt_in=True,
    ),
    _rule(
        "NPL191", "changes-sequence", _W, "A sequence gives other values",
        "Values may come twice, or out of order.",
        "Only ever move it forward, beyond the largest value in use.",
        opt_in=True,
    ),
    _rule(
        "NPL192", "changes-server-settings", _W, "The server's settings change",
        "They hold for every database, and Neon sets them otherwise.",
        "Set it for the database, the role or the session.",
        opt_in=True,
    ),
    _rule(
        "NPL193", "changes-extension", _W, "An extension changes",
        "An update may change or remove what code uses.",
        "Read its release notes and try it on a branch.",
        opt_in=True,
    ),
    _rule(
        "NPL194", "drops-trigger", _W, "A trigger is dropped",
        "What it did on every write is no longer done, and nobody is told.",
        "Deploy code that does it, or doesn't need it, first.",
        opt_in=True,
    ),
    _rule(
        "NPL201", "integer-column", _A, "A column of 32 bits",
        "At 2,147,483,647 inserts fail, and widening it then rewrites the table.",
        "Write bigint.",
    ),
    _rule(
        "NPL202", "smallint-column", _A, "A column of 16 bits",
        "At 32,767 inserts fail, and for alignment it rarely saves anything.",
        "Write bigint, or integer where the range is sure.",
    ),
    _rule(
        "NPL203", "serial-column", _A, "serial instead of an identity",
        "The sequence's grants and ownership are apart from the column's, and anybody can write past it.",
        "Write bigint GENERATED BY DEFAULT AS IDENTITY.",
    ),
    _rule(
        "NPL204", "varchar-with-limit", _A, "A limit on the length as a type",
        "It is stored like text, and another limit later is a change of type.",
        "Write text, with CHECK (length(column) <= n) where the limit matters.",
    ),
    _rule(
        "NPL205", "char-column", _W, "char pads with blanks",
        "Values come back longer than they were sent, and compare in surprising ways.",
        "Write text.",
    ),
    _rule(
        "NPL206", "timestamp-without-zone", _W, "A timestamp that doesn't say which moment it is",
        "What it means depends on the zone of whoever reads it.",
        "Write timestamptz.",
    ),
    _rule(
        "NPL207", "domain-with-constraint", _A, "A domain with constraints",
        "They can't be changed online: every column of the domain is scanned under lock.",
        "Put the constraint on the columns.",
    ),
    _rule(
        "NPL208", "domain-constraint-added", _W, "A constraint is added to a domain",
        "Every table with a column of the domain is scanned while writers wait.",
        "Put the constraint on the columns, NOT VALID first.",
    ),
    _rule(
        "NPL209", "duplicate-column", _E, "A column is named twice",
        "Postgres refuses the statement.",
        "Name it once.",
    ),
    _rule(
        "NPL210", "enum-value-unordered", _A, "A new enum value without a place",
        "It goes to the end, and the order of an enum can't be changed.",
        "Write BEFORE or AFTER.",
    ),
    _rule(
        "NPL211", "table-without-schema", _W, "A table's name without its schema",
        "Where it is made depends on the search_path of the session.",
        "Write schema.table.",
        opt_in=True,
    ),
    _rule(
        "NPL212", "identifier-too-long", _W, "A name longer than 63 bytes",
        "Postgres cuts it silently, and two long names can become one.",
        "Shorten it.",
    ),
)  # fmt: skip

SQL_RULES: Final = {rule.name: rule for rule in _ALL}
"""By name."""
