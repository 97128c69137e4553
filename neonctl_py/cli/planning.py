"""A plan for the command line: the remembered one where it would come out again, else made from the stack and the world.

Never here: options, printing a plan.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neonctl_py.cache.folder import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from neonctl_py.model.rehearsal import Rehearsal
    from neonctl_py.model.state import Observed
    from neonctl_py.plan.plan import Plan
    from neonctl_py.report.events import Event
    from neonctl_py.report.rehearsal_report import RehearsalReport
    from neonctl_py.stack.load import LoadedStack
    from neonctl_py.workflows.plan_memory import Asked, PlanMemory


@dataclass(frozen=True, slots=True)
class Answer:
    """``remember`` is for when the plan has been printed; ``forgotten`` says what kept us from remembering."""

    plan: Plan
    observed: Observed
    rehearsal: Rehearsal | None
    rehearse: Callable[[Rehearsal | None, Callable[[Event], None]], RehearsalReport]
    remember: Callable[[], None]
    forgotten: Callable[[], tuple[str, ...]]


def planned(
    asked: Asked,
    *,
    destroy: bool,
    assume_small: bool = False,
    local: bool,
    data_dir: Path | None,
    api_host: str | None,
    api_key_file: Path | None,
    to_be_kept: bool = False,
) -> Answer:
    """The options are those of ``neon_access``; with one of them the plan is always made. ``to_be_kept``: not only shown."""
    from neonctl_py.cli.loading import print_diagnostics

    is_plain = not (destroy or local or data_dir or api_host or api_key_file)
    memory = plan_memory(asked) if is_plain else None
    recalled = memory.recall(to_be_kept=to_be_kept) if memory is not None else None
    if recalled is not None:
        from neonctl_py.model.state import Observed

        print_diagnostics(recalled.warnings)
        observed = Observed(objects={}, connections=recalled.connections)
        return Answer(recalled.plan, observed, None, _nothing, lambda: None, lambda: _forgotten(memory))
    from neonctl_py.cli.access import neon_access
    from neonctl_py.cli.cost import prices_file
    from neonctl_py.cli.loading import desired_on, load_with
    from neonctl_py.cli.throwaway import throwaway_postgres
    from neonctl_py.workflows.early_sessions import EarlySessions
    from neonctl_py.workflows.observe_world import needs_neon
    from neonctl_py.workflows.plan_stack import PlanRequest, plan_stack

    sessions = EarlySessions(memory.note if memory is not None else None)
    loaded = load_with(
        asked.stack, asked.variables, sessions.begin if asked.url is None else None, url=asked.url
    )
    desired = desired_on(loaded.desired, asked.url, asked.branches)
    access = neon_access(local=local, data_dir=data_dir, api_host=api_host, api_key_file=api_key_file)
    request = PlanRequest.of(
        asked.targets,
        asked.branches,
        destroy=destroy,
        assume_small=assume_small,
        contract=asked.contract,
        throwaway=throwaway_postgres,
        prices_file=prices_file(),
    )
    if needs_neon(desired):
        memory = None
    found = plan_stack(desired, access, request, sessions)

    def remember() -> None:
        if memory is not None:
            note_sources(memory, loaded)
            memory.keep(found.plan, found.world.databases, to_be_kept=to_be_kept)

    def rehearse(wanted: Rehearsal | None, listen: Callable[[Event], None]) -> RehearsalReport:
        from neonctl_py.workflows.rehearse import rehearse_plan

        return rehearse_plan(found, access, request, wanted or desired.rehearsal, listen)

    return Answer(
        found.plan, found.world.observed, desired.rehearsal, rehearse, remember, lambda: _forgotten(memory)
    )


def _nothing(*_: object) -> RehearsalReport:
    from neonctl_py.report.rehearsal_report import RehearsalReport

    return RehearsalReport()


def plan_memory(
    asked: Asked, loaded: LoadedStack | None = None, environment: Mapping[str, str] = os.environ
) -> PlanMemory | None:
    """None when the user wants nothing remembered. ``environment``: the one that plans will be asked for in."""
    folder = cache_folder(environment)
    if folder is None:
        return None
    from neonctl_py.workflows.plan_memory import PlanMemory

    memory = PlanMemory(folder, asked, environment)
    if loaded is not None:
        note_sources(memory, loaded)
    return memory


def note_sources(memory: PlanMemory, loaded: LoadedStack) -> None:
    """What the stack, and the way to it, was read from."""
    from neonctl_py.settings import config_path
    from neonctl_py.workflows.plan_memory import Sources

    memory.sources = Sources(loaded.inputs, loaded.diagnostics, (config_path(os.environ),))


def _forgotten(memory: PlanMemory | None) -> tuple[str, ...]:
    return () if memory is None else tuple(memory.folder.notes)
