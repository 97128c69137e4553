"""Open a preview, or bring one up to date: a branch of each project, masked, with the stack applied, seeded and checked.

Until all of that is done nobody finds it: it has another name. What fails on the way is deleted, and what a killed run leaves goes by
itself. Never here: which branches are previews (preview_branches), what they are called (preview_names).
"""

from __future__ import annotations

import secrets
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from neonctl_py.apply.masking import mask_database
from neonctl_py.apply.passwords import NoPasswords
from neonctl_py.errors import NeonApiError, NeonpyError, RefusedError
from neonctl_py.model.address import project_address
from neonctl_py.model.auth import SCHEMA
from neonctl_py.model.database import Database
from neonctl_py.model.project import Project
from neonctl_py.model.safety import Safety
from neonctl_py.plan.hazards import Hazard
from neonctl_py.plan.inherit import default_branch
from neonctl_py.postgres.connect import connect, translated_errors
from neonctl_py.postgres.masked_columns import filled_columns
from neonctl_py.report.preview_report import MaskedColumns, Preview, PreviewDatabase, PreviewReport
from neonctl_py.workflows import preview_branches as branches
from neonctl_py.workflows import preview_guards as guards
from neonctl_py.workflows.apply_stack import Consent, Doing, apply_stack
from neonctl_py.workflows.branch_scope import on_places
from neonctl_py.workflows.connecting import connecting_role, database_url
from neonctl_py.workflows.connection_environment import with_required
from neonctl_py.workflows.observe_world import observe_only_account
from neonctl_py.workflows.plan_stack import PlanRequest
from neonctl_py.workflows.preview_names import WantedPreview, preview_name
from neonctl_py.workflows.run_checks import grouped_checks, run_in_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from neonctl_py.model.address import Address
    from neonctl_py.model.previews import Previews
    from neonctl_py.model.state import Desired
    from neonctl_py.neon.client import NeonClient
    from neonctl_py.report.apply_report import ApplyReport
    from neonctl_py.report.check_report import CheckResult
    from neonctl_py.report.events import Event
    from neonctl_py.workflows.access import NeonAccess
    from neonctl_py.workflows.branch_scope import BranchScope
    from neonctl_py.workflows.origin import Origin
    from neonctl_py.workflows.throwaway import OpensThrowaway

_LISTED: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """``settings``: the stack's, with what the command line said otherwise. ``how``: ``open`` takes one that is there as it is,
    ``reset`` makes it anew, ``forward`` and ``open`` apply the stack to it. ``role``: connect as this one; else the owner.
    """

    wanted: WantedPreview
    settings: Previews
    how: Literal["open", "reset", "forward"] = "open"
    has_checks: bool = True
    role: str | None = None
    database: str | None = None
    throwaway: OpensThrowaway | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """``tell`` hears of each stage, ``listen`` of every step of the apply; ``origin`` is for the journal."""

    tell: Callable[[str], None]
    listen: Callable[[Event], None]
    origin: Origin | None = None


def open_preview(
    desired: Desired, access: NeonAccess, request: PreviewRequest, telling: Telling
) -> PreviewReport:
    """Raises RefusedError before anything is made when a classified column has no mask; whatever else fails leaves no new branch."""
    homes = branches.neon_projects(desired, request.wanted.project)
    if request.settings.data == "anonymized":
        guards.require_masks(desired, homes)
    seed_texts = [(database, file, _seed_text(desired, file)) for database, file in request.settings.seed]
    with access.client() as client:
        return _Opening(client, desired, access, request, telling, seed_texts).run()


def _seed_text(desired: Desired, file: str) -> str:
    path = Path(desired.folder or ".", file)
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise NeonpyError("a preview's seed can't be read", detail=f"{path}: {reason}") from error


@dataclass(slots=True)
class _Opening:
    """One command. ``fresh``: branches that nobody may find yet; ``replaced``: those that they take the place of. ``keeps``: projects and
    roles whose password is the parent's still.
    """

    client: NeonClient
    desired: Desired
    access: NeonAccess
    request: PreviewRequest
    telling: Telling
    seeds: list[tuple[str, str, str]]
    fresh: list[Preview] = field(default_factory=list)
    kept: list[Preview] = field(default_factory=list)
    replaced: list[Preview] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    masked: list[MaskedColumns] = field(default_factory=list)
    keeps: set[tuple[str, str]] = field(default_factory=set)

    def run(self) -> PreviewReport:
        try:
            self._make()
            return self._finish()
        except BaseException:
            self._undo()
            raise

    def _make(self) -> None:
        """The branches, each either fresh or as it was."""
        wanted, settings = self.request.wanted, self.request.settings
        account = observe_only_account(self.desired, self.client)
        homes = branches.places(self.client, self.desired, account, settings, wanted.project)
        found = [place.find(wanted, wanted.name) for place in homes]
        known = next((preview.name for preview in found if preview is not None), "")
        name = known or preview_name(settings.name, wanted)
        making = f"{name}.making-{secrets.token_hex(3)}"
        for place in homes:
            preview = place.find(wanted, name)
            if preview is None:
                self._require_free(place, name)
                self._evict(place, name)
                self._create(place, name, making)
            elif self.request.how != "reset" and not self._outlived(place, preview):
                self.telling.tell(f"{preview.name} is there already")
                self.kept.append(preview)
            elif (
                self.request.how == "reset"
                and settings.data == preview.data == "full"
                and self._is_child(place, preview)
            ):
                self._reset(place, preview, making)
            else:
                self.replaced.append(preview)
                self._create(place, name, making)

    def _outlived(self, place: branches.Place, preview: Preview) -> bool:
        """Is there in it what must not be, or not what was asked for? Then it is made anew."""
        data, is_other = self.request.settings.data, False
        if preview.data != data:
            self.telling.tell(f"{preview.name} is there, but {preview.data}: makes it anew, {data}")
            is_other = True
        elif data == "anonymized" and preview.masks != guards.masks_digest(self.desired, place.address):
            self.telling.tell(f"{preview.name} is there, but made with other masks: makes it anew")
            is_other = True
        return is_other

    def _require_free(self, place: branches.Place, name: str) -> None:
        if name in place.branches:
            raise RefusedError(
                "a branch of that name is no preview",
                detail=f"{place.address} has a branch {name} that neonpy preview has not made for this stack.",
                hint="Take another name: --name, or previews: {name: …} in the stack.",
            )

    def _evict(self, place: branches.Place, name: str) -> None:
        for preview in branches.oldest_too_many(place, self.request.settings.most, name):
            self.telling.tell(f"closes {preview.name}, the oldest, to make room")
            branches.close(self.client, [preview])
            self.closed.append(preview.name)

    def _create(self, place: branches.Place, name: str, making: str) -> None:
        settings = self.request.settings
        how = {"full": "with its data", "schema-only": "without its data", "anonymized": "to be anonymized"}
        self.telling.tell(f"copies {place.address}/branch.{place.parent}, {how[settings.data]}")
        names = branches.Names(name, making)
        masks = guards.masks_digest(self.desired, place.address) if settings.data == "anonymized" else ""
        wanted, stack = self.request.wanted, self.desired.stack
        self.fresh.append(branches.create(self.client, place, names, wanted, settings, stack, masks))

    def _is_child(self, place: branches.Place, preview: Preview) -> bool:
        parent = place.branches.get(place.parent)
        return parent is not None and place.branches[preview.branch].parent_id == parent.id

    def _reset(self, place: branches.Place, preview: Preview, making: str) -> None:
        """In place: its id and its addresses stay. The name comes back when it is finished."""
        self.telling.tell(f"resets {preview.name} to {place.parent}")
        branches.withdraw(self.client, preview, making)
        self.fresh.append(replace(preview, branch=making))
        source = {"source_branch_id": place.branches[place.parent].id}
        self.client.restore_branch(preview.project_id, preview.branch_id, source)

    def _finish(self) -> PreviewReport:
        first = self._mask(frozenset())
        self._require_auth_masked()
        applied = self._apply()
        masked = self._mask(first)
        if self.request.settings.data == "anonymized":
            guards.require_all_masked(self.desired, [self._home(preview) for preview in self.fresh], masked)
            self._new_passwords()
        seeded = self._seed()
        checks = self._checks()
        databases = self._databases()
        branches.close(self.client, self.replaced)
        for preview in (*self.fresh, *self.kept):
            branches.publish(self.client, preview, self.request.settings.ttl)
        made = self.fresh
        self.fresh = []  # they are ready: nothing takes them back from here on
        return PreviewReport(
            previews=tuple(self._now(preview) for preview in (*made, *self.kept)),
            databases=databases,
            created=bool(made),
            applied=applied,
            masked=tuple(self.masked),
            seeded=seeded,
            checks=checks,
            closed=tuple(dict.fromkeys(self.closed)),
        )

    def _now(self, preview: Preview) -> Preview:
        branch = self.client.get_branch(preview.project_id, preview.branch_id)
        return replace(preview, branch=branch.name, expires=branch.expires_at, size=branch.logical_size)

    def _undo(self) -> None:
        for preview in self.fresh:
            self.telling.tell(f"deletes the unfinished {preview.branch}")
            with suppress(NeonApiError):  # the platform will: it expires
                self.client.delete_branch(preview.project_id, preview.branch_id)

    # what is done on them

    def _scope(self, previews: Iterable[Preview]) -> BranchScope:
        return on_places(self.desired, self.client, self._places(previews))

    def _places(self, previews: Iterable[Preview]) -> tuple[Address, ...]:
        """The branches by address: another project may have one of that name that is no preview."""
        return tuple(self._home(preview).child("branch", preview.branch) for preview in previews)

    def _mask(self, done: frozenset[Address]) -> frozenset[Address]:
        """What is there of the columns with masks, apart from ``done``; before and after the apply, so that nothing is copied from
        one that is not masked yet, and nothing new is left out. Gives what was there, by the stack's addresses.
        """
        if self.request.settings.data != "anonymized" or not self.fresh:
            return done
        scope = self._scope(self.fresh)
        found = set(done)
        for database in self._databases_of(scope):
            source = self._source(database)
            asked = {
                _column(place): (new, mask)
                for new, mask in self.desired.masks.items()
                if new.is_within(source) and new not in done
                for place in (*_former(self.desired, new), new)
            }
            if not asked or database not in scope.account.objects:
                continue
            url = database_url(self.client, scope.desired, scope.account, database)
            with closing(connect(url)) as connection:
                masks = {place: mask for place, (_, mask) in asked.items()}
                tables, there = mask_database(connection, masks, self.telling.tell)
            found |= {asked[place][0] for place in there}
            name = str(source.name[0])
            self.masked += [
                MaskedColumns(
                    database=name, table=f"{item.schema}.{item.name}", columns=item.columns, rows=item.rows
                )
                for item in tables
            ]
        return frozenset(found)

    def _require_auth_masked(self) -> None:
        """Somebody may have enabled Neon Auth without a word in the stack."""
        if self.request.settings.data != "anonymized" or not self.fresh:
            return
        scope = self._scope(self.fresh)
        for database in self._databases_of(scope):
            if database in scope.account.objects:
                url = database_url(self.client, scope.desired, scope.account, database)
                with closing(connect(url)) as connection:
                    there = filled_columns(connection, SCHEMA)
                guards.require_auth_masked(self._source(database), there, self.desired.masks.keys())

    def _new_passwords(self) -> None:
        """A copy has its parent's: whoever gets an anonymized preview must not get into what it was copied from."""
        for preview in self.fresh:
            listed = self.client.list_roles(preview.project_id, preview.branch_id)
            for role in guards.roles_to_reset(self.desired, self._home(preview), listed):
                try:
                    self.client.reset_password(preview.project_id, preview.branch_id, role)
                except NeonApiError as error:
                    if not 400 <= error.status < 500:
                        raise
                    self.telling.tell(f"{role} keeps its password, so nobody is handed it: {error.summary}")
                    self.keeps.add((preview.project, role))

    def _require_own_password(self, role: str, database: Address) -> None:
        """Of one that is handed out. Roles that were in the copied branch got new ones when it was made."""
        project = database.container("project")
        if self.request.settings.data != "anonymized" or project is None:
            return
        preview = next(item for item in (*self.fresh, *self.kept) if item.project == project.name[0])
        listed = self.client.list_roles(preview.project_id, preview.branch_id)
        own = guards.roles_to_reset(self.desired, project, listed)
        guards.require_own_password(
            role, database, [name for name in own if (preview.project, name) not in self.keeps]
        )

    def _home(self, preview: Preview) -> Address:
        return project_address(preview.project)

    def _apply(self) -> ApplyReport:
        """Everything is allowed: what is lost here is lost in a copy."""
        homes = [place for place, value in self.desired.objects.items() if isinstance(value, Project)]
        desired = replace(
            self.desired, safety={home: Safety("none") for home in homes}, previews=self.request.settings
        )
        self.telling.tell("applies the stack")
        consent = Consent(agree=lambda _: None, allowed=tuple(hazard.value for hazard in Hazard))
        doing = Doing(passwords=NoPasswords(), listen=self.telling.listen, origin=self.telling.origin)
        request = PlanRequest(
            places=self._places((*self.fresh, *self.kept)), throwaway=self.request.throwaway
        )
        report = apply_stack(desired, self.access, request, consent, doing)
        if report.outcome == "incomplete":
            left = "\n".join(f"    {change.address}" for change in report.left.changes[:_LISTED])
            raise RefusedError(
                "the stack was not applied whole to the preview", detail=f"There is still to do:\n{left}"
            )
        return report

    def _seed(self) -> tuple[str, ...]:
        if not self.seeds or not self.fresh:
            return ()
        scope = self._scope(self.fresh)
        places = self._databases_of(scope)
        for named, file, text in self.seeds:
            meant = [place for place in places if named in ("", place.name[0])]
            if len(meant) != 1:
                raise NeonpyError(
                    "which database is a seed for?",
                    detail=f"{file} fits {len(meant)} databases of the stack.",
                    hint="previews: {seed: {DATABASE: [file.sql]}}",
                )
            self.telling.tell(f"seeds {meant[0].name[0]} from {file}")
            with (
                closing(
                    connect(database_url(self.client, scope.desired, scope.account, meant[0]))
                ) as connection,
                translated_errors(f"The seed {file} failed."),
                connection.transaction(),
            ):
                connection.execute(text.encode())
        return tuple(file for _, file, _ in self.seeds)

    def _checks(self) -> tuple[CheckResult, ...]:
        if not self.request.has_checks:
            return ()
        grouped = {
            place: own
            for place, checks in grouped_checks(self.desired).items()
            if (own := [(address, check) for address, check in checks if check.sql])
        }
        found = run_in_scope(self.client, self._scope((*self.fresh, *self.kept)), grouped)
        return tuple(replace(result, address=self._named(result.address)) for result in found)

    def _named(self, address: Address) -> Address:
        """Under the name that people will see."""
        branch = address.container("branch")
        names = {preview.branch: preview.name for preview in self.fresh}
        if branch is None or branch.parent is None or branch.name[0] not in names:
            return address
        return address.moved(branch, branch.parent.child("branch", names[branch.name[0]]))

    def _databases(self) -> tuple[PreviewDatabase, ...]:
        scope = self._scope((*self.fresh, *self.kept))
        found = []
        for place in self._databases_of(scope):
            if place not in scope.account.objects:
                continue
            role = self.request.role or connecting_role(scope.desired, scope.account, place)
            self._require_own_password(role, place)
            direct, pooled = (
                with_required(
                    database_url(self.client, scope.desired, scope.account, place, role=role, pooled=pooled)
                )
                for pooled in (False, True)
            )
            project = place.container("project")
            found.append(
                PreviewDatabase(
                    project=project.name[0] if project is not None else "",
                    database=place.name[0],
                    role=role,
                    direct=direct,
                    pooled=pooled,
                )
            )
        return tuple(item for item in found if self.request.database in (None, item.database))

    def _databases_of(self, scope: BranchScope) -> list[Address]:
        """Those that the stack manages, on the preview's branches."""
        return sorted(
            place
            for place, value in scope.desired.objects.items()
            if isinstance(value, Database) and place.parent in scope.branches
        )

    def _source(self, database: Address) -> Address:
        """The same one as the stack writes it: on the default branch."""
        project = database.container("project")
        home = default_branch(self.desired, project) if project is not None else None
        return (
            database.moved(database.parent, home)
            if home is not None and database.parent is not None
            else database
        )


def _former(desired: Desired, address: Address) -> Iterator[Address]:
    """The names that it has had in what the preview was copied from."""
    for old, new in (*desired.moved, *((old, new) for new, old in desired.expansions.items())):
        if address.is_within(new):
            yield address.moved(new, old)


def _column(address: Address) -> tuple[str, str, str]:
    table = address.container("table")
    schema, name = table.name if table is not None else ("", "")
    return schema, name, address.name[0]
