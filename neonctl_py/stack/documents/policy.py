"""Row-level security policies of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neonctl_py.model.policy import Policy
from neonctl_py.stack.documents.lifecycle import COMMENT, RENAMED_FROM, ROLE_NAME
from neonctl_py.stack.names import identifier
from neonctl_py.stack.scalars import Choice, Sql
from neonctl_py.stack.shapes import Either, Key, ListOf, MapOf, Record, Word

if TYPE_CHECKING:
    from neonctl_py.model.address import Address
    from neonctl_py.stack.scope import DatabaseScope
    from neonctl_py.stack.shapes import Doc

POLICY: Final = Record(
    "policy",
    {
        "as": Key(
            Choice(("permissive", "restrictive")),
            "`permissive` (the default): one is enough; `restrictive`: all must hold.",
        ),
        "for": Key(
            Choice(("all", "select", "insert", "update", "delete")), "The command; `all` when not written."
        ),
        "to": Key(
            Either(scalar=ROLE_NAME, sequence=ListOf(ROLE_NAME, "roles", 1)),
            "The roles; `public` (everyone) when not written.",
        ),
        "using": Key(Sql(), "Which existing rows they see, an SQL condition."),
        "with_check": Key(Sql(), "Which new rows they may write, an SQL condition."),
        "comment": COMMENT,
        "renamed_from": RENAMED_FROM,
    },
    "a policy",
    {"roles": "Write `to: [role]`.", "check": "Write `with_check:`.", "command": "Write `for: select`."},
)
POLICIES: Final = MapOf(
    POLICY, "policies", lambda table, name: table and table.child("policy", name), identifier
)


def roles_of(doc: Doc) -> list[Word]:
    """The roles that it names; none is everyone."""
    written = doc.get("to", [])
    return [written] if isinstance(written, Word) else list(written)


def add_policy(name: Word, doc: Doc, table: Address, scope: DatabaseScope) -> None:
    """Put one policy."""
    address = table.child("policy", str(name))
    roles = {scope.server.role(role, address) for role in roles_of(doc)}
    using, check, comment = (doc.get(key, None) for key in ("using", "with_check", "comment"))
    command = str(doc.get("for", "all"))
    value = Policy(
        permissive=doc.get("as", "permissive") == "permissive",
        command=command,
        roles=("public",) if not roles or "public" in roles else tuple(sorted(roles)),
        using=str(using) if using else None,
        with_check=str(check) if check else None,
        comment=str(comment) if comment else None,
    )
    scope.build.put(address, value, name.span)
    scope.build.renamed_from(doc, address)
    _check_clauses(command, doc, address, scope)


def _check_clauses(command: str, doc: Doc, address: Address, scope: DatabaseScope) -> None:
    wrong = {"insert": "using", "select": "with_check", "delete": "with_check"}.get(command, "")
    if wrong and doc.get(wrong, None) is not None:
        right = "with_check" if wrong == "using" else "using"
        why = (
            "an INSERT looks at no existing rows"
            if wrong == "using"
            else f"a {command.upper()} writes no rows"
        )
        detail = f"A policy for {command} can't have `{wrong}`: {why}."
        scope.build.mistakes.add("NP154", doc.place(wrong), detail, f"Write `{right}:`.", address=address)
    elif not doc.has("using") and not doc.has("with_check"):
        detail = "It has neither `using` nor `with_check`, so it lets nobody see or write anything."
        scope.build.mistakes.add(
            "NP156", doc.span, detail, "Write a condition, or `using: true`.", address=address
        )
