"""From a path to the desired state, or to every mistake in it: the stack room's front door."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from neonctl_py.errors import InputError
from neonctl_py.model.address import Address, project_address
from neonctl_py.model.data_api import ROLES as DATA_API_ROLES
from neonctl_py.model.fingerprint import fingerprint, state_fingerprint
from neonctl_py.model.values import Secret
from neonctl_py.stack.addresses import AddressReader
from neonctl_py.stack.branch_names import with_branch_names
from neonctl_py.stack.build import Build
from neonctl_py.stack.defaults import with_defaults
from neonctl_py.stack.documents.auth import add_auth
from neonctl_py.stack.documents.consent import add_consents, safety_of
from neonctl_py.stack.documents.data_api import finish_data_api
from neonctl_py.stack.documents.database import DATABASES, add_database
from neonctl_py.stack.documents.lint import lint_settings
from neonctl_py.stack.documents.membership import check_circles
from neonctl_py.stack.documents.previews import previews_of
from neonctl_py.stack.documents.project import add_declarations, add_project
from neonctl_py.stack.documents.rehearsal import rehearsal_of
from neonctl_py.stack.documents.role import ROLES, add_role
from neonctl_py.stack.documents.stack import STACK
from neonctl_py.stack.files import Files
from neonctl_py.stack.inputs import Asked, Inputs
from neonctl_py.stack.literal_passwords import find_literal_passwords
from neonctl_py.stack.migration_paths import has_reviewed, with_migration_paths
from neonctl_py.stack.mistakes import Mistakes
from neonctl_py.stack.nodes import Mapping, Scalar
from neonctl_py.stack.preview_words import tell_misplaced
from neonctl_py.stack.row_security import warn_about_row_security
from neonctl_py.stack.schema_source import with_sources
from neonctl_py.stack.scope import Server
from neonctl_py.stack.shapes import Doc, Named, Word, broken_names
from neonctl_py.stack.variables import Variables, uses_branch, with_branch

if TYPE_CHECKING:
    import collections.abc
    from collections.abc import Callable
    from pathlib import Path

    from neonctl_py.diagnostics import Diagnostic
    from neonctl_py.model.state import Desired
    from neonctl_py.stack.schema_source import ReadSource


Servers = dict[Address, tuple[Secret, tuple[str, ...]]]
"""Project -> its URL and the databases that it names."""


@dataclass(frozen=True, slots=True)
class LoadedStack:
    """``diagnostics`` are warnings; ``files`` every file read; ``fingerprint`` changes with the meaning, never the layout.
    ``inputs``: all that it stands on.
    """

    desired: Desired
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[Path, ...]
    inputs: Inputs

    @property
    def fingerprint(self) -> str:
        """Changes with every value that can change a plan."""
        return desired_fingerprint(self.desired)


def load_stack(
    path: Path,
    *,
    variables: collections.abc.Mapping[str, str],
    environment: collections.abc.Mapping[str, str],
    read_source: ReadSource | None = None,
    announce: Callable[[Servers], None] | None = None,
) -> LoadedStack:
    """Read a stack: a file, or a folder with ``stack.yaml``. ``read_source`` reads what ``from:`` of schemas names. ``announce`` is
    told the servers without Neon as soon as the text says them. Raises InputError with all of its mistakes.
    """
    mistakes = Mistakes()
    inputs = Inputs()
    asked = Variables(Asked(variables, inputs.variables), Asked(environment, inputs.environment))
    files = Files(asked, mistakes, inputs)
    file = path / "stack.yaml" if path.is_dir() else path
    root = files.tree(file)
    build = Build(mistakes)
    name = file.resolve().parent.name if file.name == "stack.yaml" else file.stem
    if root is not None:
        if files.may_hold_passwords:
            find_literal_passwords(root, mistakes)
        merged = with_defaults(root)
        if announce is not None and not mistakes.errors():
            announce(_servers(merged))
        whole = with_sources(merged, files, read_source)
        inputs.is_complete = whole is merged
        inputs.urls |= _urls(whole)
        if "preview" in asked.waiting:
            tell_misplaced(whole, mistakes)
        name = _Loading(build, says_branch="branch" in asked.waiting).load(whole) or name
    if errors := mistakes.errors():
        raise InputError(errors)
    desired = with_migration_paths(build.desired(name), file.absolute().parent)
    inputs.is_complete &= not has_reviewed(desired)  # its revisions are read later
    inputs.files |= {str(path): digest for path, digest in build.files.items()}
    read = (*files.read, *build.files)
    return LoadedStack(desired, mistakes.warnings(), read, inputs)


def _servers(root: Mapping) -> Servers:
    projects = root.node("projects")
    found: Servers = {}
    for name, entry in projects.entries.items() if isinstance(projects, Mapping) else ():
        if not isinstance(entry.node, Mapping):
            continue
        provider, url, databases = (entry.node.node(key) for key in ("provider", "url", "databases"))
        is_plain = isinstance(provider, Scalar) and provider.text == "postgres"
        if is_plain and isinstance(url, Scalar) and isinstance(databases, Mapping):
            found[project_address(name)] = Secret(url.text), tuple(databases.entries)
    return found


def _urls(root: Mapping) -> dict[Address, str]:
    """As they are written, references and all."""
    projects = root.node("projects")
    entries = projects.entries.values() if isinstance(projects, Mapping) else ()
    nodes = ((entry.key, entry.node.node("url")) for entry in entries if isinstance(entry.node, Mapping))
    return {project_address(name): node.source for name, node in nodes if isinstance(node, Scalar)}


def desired_fingerprint(desired: Desired) -> str:
    """Of every value that can change a plan; places, key order and comments don't enter."""
    return fingerprint(
        {
            "objects": state_fingerprint(desired.objects),
            "declarations": state_fingerprint(desired.declarations),
            "stack": desired.stack,
            "moved": [[str(old), str(new)] for old, new in desired.moved],
            "expansions": sorted(f"{old} {new}" for new, old in desired.expansions.items()),
            "removed": [str(address) for address in desired.removed],
            "pinned_ids": {str(address): value for address, value in desired.pinned_ids.items()},
            "online": {str(address): value for address, value in sorted(desired.online.items())},
            "consents": [[item.hazard, str(item.on), item.reason, item.until] for item in desired.consents],
            "safety": {str(address): value for address, value in desired.safety.items()},
            "open_parts": sorted(f"{address} {kind}" for address, kind in desired.open_parts),
            **{
                part: sorted(map(str, getattr(desired, part)))
                for part in ("external", "prevent_destroy", "delete_unmanaged", "connection_urls")
            },
        }
    )


class _Loading:
    """One tree on its way into one ``Build``."""

    def __init__(self, build: Build, *, says_branch: bool) -> None:
        self.build = build
        self.says_branch = says_branch
        self.mixins: dict[str, Doc] = {}
        self.catalog_branches: dict[str, list[str]] = {}

    def load(self, root: Mapping) -> str:
        """Gives the stack's name, "" when it isn't written."""
        whole = with_branch_names(root, self.build.mistakes) if self.says_branch else root
        doc = STACK.read(whole, None, self.build.mistakes)
        if not isinstance(doc, Doc):
            return ""
        self.mixins = {str(name): mixin for name, mixin in doc.get("mixins", {}).items()}
        projects = root.node("projects")
        for name, project in doc.get("projects", {}).items():
            node = projects.node(str(name)) if isinstance(projects, Mapping) else None
            self.project(name, project, node)
        reader = AddressReader(self.catalog_branches, self.build)
        reader.add_moved(doc.get("moved", []))
        reader.add_removed(doc.get("removed", []))
        add_consents(doc.get("allow", []), reader, self.build)
        self.build.rehearsal = rehearsal_of(doc.get("rehearsal", None))
        self.build.previews = previews_of(doc.get("previews", None), self.build)
        self.build.lint = lint_settings(doc.get("lint", None), reader)
        safety = safety_of(doc.get("safety", None))
        for address in (project_address(str(name)) for name in doc.get("projects", {})):
            if safety is not None:
                self.build.safety.setdefault(address, safety)
        return str(doc.get("stack", ""))

    def project(self, name: Word, doc: Doc, node: Any) -> None:
        """A project, its branches, and the catalog of each branch that has one."""
        address = project_address(str(name))
        default = add_project(name, doc, address, self.build)
        branches = {str(branch): value for branch, value in doc.get("branches", {}).items()}
        with_catalog = [
            default,
            *(branch for branch, value in branches.items() if value.get("catalog", False) is True),
        ]
        self.catalog_branches[str(name)] = list(dict.fromkeys(with_catalog)) if default else []
        server = Server(self.build, address, _server_version(doc))
        for branch in self.catalog_branches[str(name)] or [""]:
            server = self.server(doc, node, address, branch)
        for branch, value in branches.items():
            if value.has("auth"):
                databases = [str(database) for database in doc.get("databases", {})]
                add_auth(value.get("auth"), address.child("branch", branch), databases, self.build)
        for database in [place for place in self.build.objects if place.kind == "database"]:
            if database.container("project") == address:
                finish_data_api(database, self.build)
        add_declarations(doc, address, list(branches) or [default], server)

    def server(self, doc: Doc, node: Any, project: Address, branch: str) -> Server:
        """Roles and databases, once for a branch or for the server itself."""
        address = project.child("branch", branch) if branch else project
        read = partial(self.catalog, doc, node, address)
        roles, databases = read("roles", ROLES), read("databases", DATABASES)
        server = Server(
            self.build,
            address,
            _server_version(doc),
            frozenset(map(str, roles)) | broken_names(roles) | self.platform_roles(databases),
            tuple(map(str, databases)),
        )
        for role, role_doc in roles.items():
            add_role(role, role_doc, server)
        check_circles(roles, server)
        for database, database_doc in databases.items():
            add_database(database, database_doc, self.mixins, server)
        warn_about_row_security(roles, server)
        return server

    @staticmethod
    def platform_roles(databases: Named) -> frozenset[str]:
        """Those that a Data API brings along: policies and grants may speak of them."""
        has_api = any(database.has("data_api") for database in databases.values())
        return frozenset(DATA_API_ROLES) if has_api else frozenset()

    def catalog(self, doc: Doc, node: Any, address: Address, key: str, shape: Any) -> Named:
        """As read with the project; read again when ``${branch}`` occurs in it."""
        inner = node.node(key) if isinstance(node, Mapping) else None
        if inner is None or not self.says_branch or address.kind != "branch" or not uses_branch(inner):
            return doc.get(key, Named())  # type: ignore[no-any-return]  # both shapes are maps
        read = shape.read(with_branch(inner, address.name[0]), address, self.build.mistakes)
        return read if isinstance(read, Named) else Named()


def _server_version(doc: Doc) -> int:
    version = doc.get("pg_version")
    return version * 10000 if isinstance(version, int) else 0
