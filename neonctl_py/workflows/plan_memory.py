"""The last plan that found nothing to do, and all that it was made from: where nothing of that has changed, it is the answer.

A stack without Neon projects is planned from its files, the variables that they name, and the catalogs of its databases. All of it
is looked at again, only more cheaply: files by their digests, catalogs by ``catalog_digest``. What can't be looked at is
not remembered. Nothing here loads a stack or makes a plan, and nothing that does is imported: this is the fast way.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from neonctl_py.cache.values import from_bytes, to_bytes
from neonctl_py.diagnostics import Diagnostic, Span
from neonctl_py.errors import PostgresError
from neonctl_py.model.address import Address
from neonctl_py.model.fingerprint import Fingerprint
from neonctl_py.model.values import Secret
from neonctl_py.neon.connections import with_database
from neonctl_py.plan.plan import Plan
from neonctl_py.postgres.catalog_digest import catalog_digest
from neonctl_py.postgres.connect import connect
from neonctl_py.stack.inputs import content_digest, matching
from neonctl_py.stack.mistakes import Mistakes
from neonctl_py.stack.variables import Variables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future

    from neonctl_py.cache.folder import CacheFolder
    from neonctl_py.postgres.connect import Connection
    from neonctl_py.stack.inputs import Inputs

Digest = tuple[str, ...]

_SALT: Final = "salt"
_TOLD: Final = (
    "stack",
    "unmanaged",
    "records",
    "expansions",
    "archives",
    "unsupported",
    "diagnostics",
    "idle_consents",
)
"""What an empty plan holds."""
_FOR_EVER: Final = "9999-12-31"
_SETTINGS: Final = ("NEON", "PG", "XDG_CONFIG_HOME", "HOME")
"""Variables that begin so decide where and how neonpy and libpq connect."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """``warnings``: those of the stack. ``connections``: how many it took to be sure."""

    plan: Plan
    warnings: tuple[Diagnostic, ...]
    connections: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a stack as it is named, the part of it, the values of variables; a database behind a URL instead; with the second halves."""

    stack: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    url: str | None = None
    contract: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """What a stack was loaded from, with the warnings that it was loaded with. ``files``: further ones that decide."""

    inputs: Inputs
    warnings: tuple[Diagnostic, ...]
    files: tuple[Path, ...] = ()


@dataclass(slots=True)
class PlanMemory:
    """Of one question. ``sources``: what the stack was loaded from, once it is loaded."""

    folder: CacheFolder
    asked: Asked
    environment: Mapping[str, str]
    sources: Sources | None = None
    today: Callable[[], str] = lambda: datetime.now(UTC).date().isoformat()
    """The day by which consents expire."""
    _before: dict[Address, Digest | Future[Digest]] = field(default_factory=dict)
    _fresh: set[Address] = field(default_factory=set)
    _after: dict[Address, Future[Digest]] = field(default_factory=dict)
    _secret: bytes = b""

    def recall(self, meanwhile: Callable[[], object] = bool, *, to_be_kept: bool = False) -> Recalled | None:
        """The plan, when it would be made again; None when it has to be. ``meanwhile`` is called while servers are at work.
        ``to_be_kept``: with its fingerprints, which only a plan has that was to be kept when it was made. Raises nothing that making
        it would not.
        """
        known = self._known()
        if known is not None and to_be_kept and known["fingerprints"] is None:
            return None
        if known is None or known["until"] < self.today() or known["seen_from"] not in (None, self._here()):
            return None
        if not self._has_same_inputs(known):
            return None
        try:
            with ThreadPoolExecutor(max(1, len(known["databases"]))) as pool:
                coming = pool.map(lambda entry: self._digest(known, *entry[:2]), known["databases"])
                meanwhile()
                found = list(coming)
        except PostgresError:
            return None  # whoever makes the plan will meet it, and tell
        for (project, name, _), digest in zip(known["databases"], found, strict=True):
            place = Address.parse(project).child("database", name)
            self._before[place] = digest
            self._fresh.add(place)
        if any(
            self._mark(*digest) != was for (_, _, was), digest in zip(known["databases"], found, strict=True)
        ):
            return None
        desired, there = map(Fingerprint, known["fingerprints"] or ("", ""))
        plan = Plan(changes=(), steps=(), desired=desired, observed=there, **known["plan"])
        return Recalled(plan, known["warnings"], len(found))

    def note(self, connection: Connection, database: Address) -> None:
        """Called before a catalog is read, in the session that will. Where the catalog can't be counted (it is too large for one
        text, or hidden from us) the plan is made all the same, and not remembered.
        """
        if database not in self._fresh:
            self._before.pop(database, None)
            try:
                self._before[database] = catalog_digest(connection)
            except PostgresError as error:
                self.folder.notes.append(f"{database}: {error.detail or error.summary}")
        self._fresh.discard(database)

    def note_beside(self, url: Secret, database: Address) -> None:
        """The same while the database is read in another session: it is counted as it is when this comes back."""
        begun = Event()

        def counted() -> Digest:
            try:
                with closing(connect(url)) as connection:
                    return catalog_digest(connection, begun.set)
            finally:
                begun.set()

        with_thread = ThreadPoolExecutor(1)
        self._before[database] = with_thread.submit(counted)
        with_thread.shutdown(wait=False)
        begun.wait()

    def look_again(self, databases: frozenset[Address]) -> None:
        """Begin to look at these once more, now that all of them were read: ``keep`` takes what that finds."""
        if self.sources is None or not databases:
            return
        known = {"urls": _url_texts(self.sources.inputs)}
        with_threads = ThreadPoolExecutor(len(databases))
        self._after = {
            place: with_threads.submit(self._digest, known, str(place.parent), place.name[0])
            for place in databases
        }
        with_threads.shutdown(wait=False)

    def keep(self, plan: Plan, databases: frozenset[Address], *, to_be_kept: bool = False) -> None:
        """Remember an empty plan; ``databases``: all that were read for it. ``to_be_kept``: with its fingerprints, in any case. Nothing is kept when a catalog changed while it was
        read, or when anything else was read that can't be looked at again.
        """
        sources = self.sources
        if sources is None or not (plan.is_empty and sources.inputs.is_complete):
            return
        if not databases or not databases <= self._before.keys():
            return
        known = self._facts(plan, sources, to_be_kept=to_be_kept)
        try:
            after = {place: self._looked_at(known, place) for place in databases}
            before = {place: self._noted(place) for place in databases}
        except PostgresError as error:
            self.folder.notes.append(f"the plan is not kept: {error.detail or error.summary}")
            return
        if after != before:
            return
        known["databases"] = [
            (str(place.parent), place.name[0], self._mark(*after[place])) for place in sorted(databases)
        ]
        content = to_bytes(known)
        if content is not None:
            self.folder.write(self._name(), content)

    def _noted(self, place: Address) -> Digest:
        noted = self._before[place]
        return noted if isinstance(noted, tuple) else noted.result()

    def _looked_at(self, known: Mapping[str, Any], place: Address) -> Digest:
        begun = self._after.pop(place, None)
        return begun.result() if begun else self._digest(known, str(place.parent), place.name[0])

    def _facts(self, plan: Plan, sources: Sources, *, to_be_kept: bool) -> dict[str, Any]:
        inputs = sources.inputs
        return {
            "until": min((item.until for item in plan.idle_consents if item.until), default=_FOR_EVER),
            "plan": {name: getattr(plan, name) for name in _TOLD},
            "fingerprints": _fingerprints(plan, to_be_kept=to_be_kept),
            "warnings": sources.warnings,
            "seen_from": self._here() if _names_places(plan, sources) else None,
            "files": {
                **{_whole(path): digest for path, digest in inputs.files.items()},
                **{_whole(path): _digest_of(str(path)) for path in sources.files},
            },
            "patterns": {
                (_whole(folder), pattern): found for (folder, pattern), found in inputs.patterns.items()
            },
            "environment": self._marks(inputs.environment),
            "urls": _url_texts(inputs),
        }

    def _known(self) -> dict[str, Any] | None:
        content = self.folder.read(self._name())
        return None if content is None else from_bytes(content)

    def _has_same_inputs(self, known: Mapping[str, Any]) -> bool:
        return (
            all(
                tuple(matching(Path(folder), pattern)) == found
                for (folder, pattern), found in known["patterns"].items()
            )
            and all(_digest_of(path) == digest for path, digest in known["files"].items())
            and self._marks({name: self.environment.get(name) for name in known["environment"]})
            == known["environment"]
        )

    def _digest(self, known: Mapping[str, Any], project: str, database: str) -> Digest:
        with closing(connect(with_database(self._url(known, project), database))) as connection:
            return catalog_digest(connection)

    def _url(self, known: Mapping[str, Any], project: str) -> Secret:
        if self.asked.url is not None:
            return Secret(self.asked.url)
        values = Variables(self.asked.variables, self.environment)
        return Secret(values.fill(known["urls"][project], Span("", 1, 1), Mistakes()))

    def _name(self) -> str:
        asked = self.asked
        settings = sorted(
            (name, value) for name, value in self.environment.items() if name.startswith(_SETTINGS)
        )
        return "plan-" + self._mark(
            _file_of(asked.stack),
            repr(asked.targets),
            repr(asked.branches),
            repr(sorted(asked.variables.items())),
            repr(asked.url),
            repr(asked.contract),
            repr(settings),
        )

    def _here(self) -> tuple[str, str]:
        """Where the user is, and how the stack is called from there: places in files are told so."""
        return str(Path.cwd()), str(self.asked.stack)

    def _marks(self, values: Mapping[str, str | None]) -> dict[str, str | None]:
        return {name: None if value is None else self._mark(value) for name, value in values.items()}

    def _mark(self, *texts: str) -> str:
        """Stands for texts that may be secret: nobody can try out what they were without the salt."""
        made = hmac.new(self._salt(), digestmod=hashlib.sha256)
        for text in texts:
            made.update(b"%d " % len(text) + text.encode(errors="surrogatepass"))
        return made.hexdigest()

    def _salt(self) -> bytes:
        if not self._secret:
            known = self.folder.read(_SALT)
            self._secret = known or secrets.token_bytes(32)
            if known is None:
                self.folder.write(_SALT, self._secret)
        return self._secret


def _file_of(stack: Path) -> str:
    """The same from wherever the stack is named."""
    return _whole(stack / "stack.yaml" if stack.is_dir() else stack)


def _whole(path: Path | str) -> str:
    return str(Path(path).absolute())


def _fingerprints(plan: Plan, *, to_be_kept: bool) -> tuple[str, str] | None:
    """None where nobody wanted to know them: they are taken of all that there is."""
    if to_be_kept or (plan.desired.is_taken and plan.observed.is_taken):
        return plan.stack_fingerprint, plan.observed_fingerprint
    return None


def _names_places(plan: Plan, sources: Sources) -> bool:
    return bool(sources.warnings or plan.diagnostics or plan.idle_consents)


def _url_texts(inputs: Inputs) -> dict[str, str]:
    return {str(project): text for project, text in inputs.urls.items()}


def _digest_of(path: str) -> str:
    try:
        return content_digest(Path(path).read_bytes())
    except OSError:
        return ""
