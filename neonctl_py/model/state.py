"""The two sides of every plan: what is desired, and what was observed.

Both hold ``objects``: a mapping from address to that kind's value. The rest says how far each side may be trusted:
what is external, what was looked at, what could not be read. Nothing here compares them (plan/diff does).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple, Protocol

from neonctl_py.diagnostics import Span
from neonctl_py.model.address import Address
from neonctl_py.model.consent import Consent
from neonctl_py.model.lint_settings import LintSettings
from neonctl_py.model.masking import Mask
from neonctl_py.model.previews import Previews
from neonctl_py.model.proof import Proofs
from neonctl_py.model.rehearsal import Rehearsal
from neonctl_py.model.safety import Safety


class Object(Protocol):
    """A value of some kind: a frozen dataclass whose class attribute ``kind`` is its kind's name."""

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def _empty() -> Mapping[Address, object]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """What the stack says.

    ``spans``: where each address is written. ``external``: containers that someone else owns: read, never changed.
    ``prevent_destroy``: addresses that may not be deleted or replaced. ``removed``: tombstones. ``moved``: (old, new).
    ``online``: container or table -> ``always``, ``never`` or ``auto``: whether what is in it is changed in the long forms.
    ``delete_unmanaged``: containers in which what isn't declared is deleted (``unmanaged: delete``).
    ``open_parts``: (container, kind) whose members are *not* owned by the container because the user wrote no such key
    (no ``grants:`` on a schema: its grants are left alone). ``renamed_from``: new address -> old name's address.
    ``declarations``: what is declared but not reconciled (checks, retention, archives), by address. ``folder``: the stack's, from
    which relative paths in values start; "" where it came from no file. ``expansions``: new address -> old one of what is renamed or
    changed in two halves (the same for a column that only gets another type or values).
    ``pinned_ids``: project address -> project id. ``admin_roles``: per branch (or postgres project) address the role
    to connect as, when the stack says so. ``consents``: the hazards that it allows. ``safety``: what is kept of a branch before
    something in it is lost, by branch or project. ``connection_urls``: per ``provider: postgres`` project its URL. ``lint``: what the
    stack says about the rules; no plan depends on it. ``rehearsal``: how a plan is tried, for who wants that.
    ``proofs``: the tests of each database, by its address; no plan depends on them.
    stack says about the rules; no plan depends on it. ``rehearsal``: how a plan is tried, for who wants that. ``previews``: how branches for
    pull requests are made; ``masks``: what becomes of a column's values in an anonymized one; ``classified``: columns that tell about people.
    """

    stack: str
    objects: Mapping[Address, Object]
    spans: Mapping[Address, Span] = field(default_factory=_empty)  # type: ignore[arg-type]
    external: frozenset[Address] = frozenset()
    prevent_destroy: frozenset[Address] = frozenset()
    online: Mapping[Address, str] = field(default_factory=_empty)  # type: ignore[arg-type]
    removed: tuple[Address, ...] = ()
    moved: tuple[tuple[Address, Address], ...] = ()
    expansions: Mapping[Address, Address] = field(default_factory=_empty)  # type: ignore[arg-type]
    delete_unmanaged: frozenset[Address] = frozenset()
    open_parts: frozenset[tuple[Address, str]] = frozenset()
    declarations: Mapping[Address, Object] = field(default_factory=_empty)  # type: ignore[arg-type]
    pinned_ids: Mapping[Address, str] = field(default_factory=_empty)  # type: ignore[arg-type]
    connection_urls: Mapping[Address, object] = field(default_factory=_empty)
    consents: tuple[Consent, ...] = ()
    rehearsal: Rehearsal = Rehearsal()
    previews: Previews = Previews()
    masks: Mapping[Address, Mask] = field(default_factory=_empty)  # type: ignore[arg-type]
    classified: Mapping[Address, str] = field(default_factory=_empty)  # type: ignore[arg-type]
    safety: Mapping[Address, Safety] = field(default_factory=_empty)  # type: ignore[arg-type]
    folder: str = ""
    lint: LintSettings = field(default_factory=LintSettings)
    proofs: Mapping[Address, Proofs] = field(default_factory=_empty)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Objects of a kind that neonpy does not manage yet: reported by name, never compared."""

    database: Address
    kind: str
    names: tuple[str, ...]


class Stranger(NamedTuple):
    """Something that has a name and is not managed: as Postgres describes it, and whose it is."""

    told: str
    extension: str | None = None


@dataclass(frozen=True, slots=True)
class Strangers:
    """What a database told of names that a plan takes or uses. ``names``: by schema and name (of a routine with its types).
    ``unusable_types``: by schema and name, why: ``is not there``, ``is only a shell``.
    """

    names: Mapping[tuple[str, str], Stranger] = field(default_factory=dict)
    unusable_types: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What the Neon API and the catalogs answered.

    ``ids``: the platform's ids by address (project, branch, compute, replica, snapshot). ``read``: the containers whose
    content was read completely; an address inside none of them is unknown, not absent. ``unavailable``: project ids that
    the API could not answer for. ``server_versions``: by database address, as ``server_version_num`` (170011).
    ``sizes``: by table or index address, (estimated rows, bytes), from the catalog's statistics. ``depends``: catalog object ->
    what it uses (objects, columns, functions of any kind, extensions), as Postgres recorded it.
    ``renamed``: new address -> old one of what still has its old name on the platform, and stands here at its new address.
    ``strangers``: by database, what has names there that nothing observed has. ``api_reads`` and ``connections`` count what the observation cost.
    """

    objects: Mapping[Address, Object]
    ids: Mapping[Address, str] = field(default_factory=_empty)  # type: ignore[arg-type]
    read: frozenset[Address] = frozenset()
    unavailable: tuple[str, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    server_versions: Mapping[Address, int] = field(default_factory=_empty)  # type: ignore[arg-type]
    sizes: Mapping[Address, tuple[int, int]] = field(default_factory=_empty)  # type: ignore[arg-type]
    depends: Mapping[Address, tuple[Address, ...]] = field(default_factory=_empty)  # type: ignore[arg-type]
    renamed: Mapping[Address, Address] = field(default_factory=_empty)  # type: ignore[arg-type]
    strangers: Mapping[Address, Strangers] = field(default_factory=_empty)  # type: ignore[arg-type]
    api_reads: int = 0
    connections: int = 0
