"""Where the desired state grows while documents are turned into objects. It decides nothing about a kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neonctl_py.model.lint_settings import LintSettings
from neonctl_py.model.previews import Previews
from neonctl_py.model.rehearsal import Rehearsal
from neonctl_py.model.state import Desired

if TYPE_CHECKING:
    from pathlib import Path

    from neonctl_py.diagnostics import Span
    from neonctl_py.model.address import Address
    from neonctl_py.model.consent import Consent
    from neonctl_py.model.masking import Mask
    from neonctl_py.model.proof import Proofs
    from neonctl_py.model.safety import Safety
    from neonctl_py.model.state import Object
    from neonctl_py.model.values import Secret
    from neonctl_py.stack.mistakes import Mistakes
    from neonctl_py.stack.shapes import Doc


@dataclass(slots=True)
class Build:
    """The parts of a ``Desired`` that is not finished."""

    mistakes: Mistakes
    objects: dict[Address, Object] = field(default_factory=dict)
    spans: dict[Address, Span] = field(default_factory=dict)
    external: set[Address] = field(default_factory=set)
    prevent_destroy: set[Address] = field(default_factory=set)
    online: dict[Address, str] = field(default_factory=dict)
    delete_unmanaged: set[Address] = field(default_factory=set)
    open_parts: set[tuple[Address, str]] = field(default_factory=set)
    removed: list[Address] = field(default_factory=list)
    moved: dict[Address, tuple[Address, Span]] = field(default_factory=dict)
    expansions: dict[Address, Address] = field(default_factory=dict)
    declarations: dict[Address, Object] = field(default_factory=dict)
    pinned_ids: dict[Address, str] = field(default_factory=dict)
    connection_urls: dict[Address, Secret] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    rehearsal: Rehearsal = field(default_factory=Rehearsal)
    previews: Previews = field(default_factory=Previews)
    masks: dict[Address, Mask] = field(default_factory=dict)
    classified: dict[Address, str] = field(default_factory=dict)
    safety: dict[Address, Safety] = field(default_factory=dict)
    lint: LintSettings = field(default_factory=LintSettings)
    proofs: dict[Address, Proofs] = field(default_factory=dict)
    files: dict[Path, str] = field(default_factory=dict)
    """Files that values name (a function's body), each once, in the order of reading, with the digest of their content."""

    def put(self, address: Address, value: Object, span: Span) -> None:
        """Add an object. A second one at the same address is a clash of names."""
        if address in self.objects:
            self.clash(address, span)
            return
        self.objects[address] = value
        self.spans[address] = span

    def clash(self, address: Address, span: Span) -> None:
        """Tell that two things have one name."""
        detail = f"`{address.name[-1]}` is declared at {self.spans[address]} already."
        self.mistakes.add("NP139", span, detail, "Rename one of the two.", address=address)

    def declare(self, address: Address, value: Object, span: Span) -> None:
        """Add something that is run, not reconciled."""
        self.declarations[address] = value
        self.spans[address] = span

    def protect(self, address: Address, doc: Doc) -> None:
        """Take over ``lifecycle`` and ``unmanaged``."""
        lifecycle = doc.get("lifecycle", None)
        if lifecycle is not None and lifecycle.get("prevent_destroy", False) is True:
            self.prevent_destroy.add(address)
        if lifecycle is not None and lifecycle.has("online"):
            self.online[address] = str(lifecycle.get("online"))
        if doc.get("unmanaged", "") == "delete":
            self.delete_unmanaged.add(address)

    def is_external(self, address: Address, doc: Doc) -> bool:
        """Does someone else own it? Then it may hold nothing else, and is only remembered as such."""
        if doc.get("external", False) in (False, None):
            return False
        for key in doc.values:
            if key != "external":
                self.mistakes.add(
                    "NP161",
                    doc.place(key),
                    f"`{key}` is declared, but `external` says that someone else owns this.",
                    "Leave out one of the two.",
                    address=address,
                )
        self.external.add(address)
        self.spans[address] = doc.span
        return True

    def rename(self, old: Address, new: Address, span: Span) -> None:
        """Note that ``new`` was ``old``."""
        if old == new:
            self.mistakes.add(
                "NP160", span, "The old name is the new name.", "Leave `renamed_from` out.", address=new
            )
        elif old in self.moved:
            other, place = self.moved[old]
            detail = f"`{old}` became `{other}` already, at {place}."
            self.mistakes.add("NP160", span, detail, "One old object can become one new object.", address=new)
        else:
            self.moved[old] = (new, span)

    def renamed_from(self, doc: Any, address: Address) -> None:
        """Take over ``renamed_from``: the old name beside the new one."""
        old = doc.get("renamed_from", None)
        in_halves = doc.get("expand", None) == "2-step"
        if old is None or address.parent is None:
            if in_halves:
                self.expansions[address] = address
            return
        before = address.parent.child(address.kind, *address.name[:-1], str(old))
        if in_halves and before != address:
            self.expansions[address] = before
        if (
            not in_halves or address.kind == "table" or before == address
        ):  # a column's two names are there side by side
            self.rename(before, address, old.span)

    def desired(self, stack: str) -> Desired:
        """The finished state."""
        return Desired(
            stack=stack,
            objects=self.objects,
            spans=self.spans,
            external=frozenset(self.external),
            prevent_destroy=frozenset(self.prevent_destroy),
            online=self.online,
            removed=tuple(sorted(set(self.removed))),
            moved=tuple(sorted((old, new) for old, (new, _) in self.moved.items())),
            expansions=dict(self.expansions),
            delete_unmanaged=frozenset(self.delete_unmanaged),
            open_parts=frozenset(self.open_parts),
            declarations=self.declarations,
            pinned_ids=self.pinned_ids,
            connection_urls=self.connection_urls,
            consents=tuple(self.consents),
            rehearsal=self.rehearsal,
            previews=self.previews,
            masks=self.masks,
            classified=self.classified,
            safety=self.safety,
            lint=self.lint,
            proofs=self.proofs,
        )
