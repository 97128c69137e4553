"""The steps of a plan for people's eyes: what each holds meanwhile, who waits for it, and why it is done so. Never here: deciding it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from neonctl_py.plan.locks import BLOCKS_READERS, BLOCKS_WRITERS
from neonctl_py.plan.steps import NeonStep, RevisionStep, SafetyStep, SqlStep, Transaction
from neonctl_py.render.characters import one_line
from neonctl_py.render.outline import inside, scope_of
from neonctl_py.render.terminal.console import hanging
from neonctl_py.render.values import size
from neonctl_py.render.wording import counted, safety_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neonctl_py.plan.plan import Plan
    from neonctl_py.plan.steps import Step

_SHOWN: Final = 20
_PLAIN: Final = frozenset({"", "with children", "again", "in place"})


def step_lines(plan: Plan, *, width: int, verbose: bool) -> Iterator[Text]:
    """Those that are done in a long form, on tables that are there; with ``verbose`` all."""
    steps = [(number, step) for number, step in enumerate(plan.steps, 1) if verbose or _is_long(step)]
    if not steps:
        return
    yield Text("Steps, in this order" if verbose else "Steps on tables in use", style="bold")
    is_alone = not verbose and len({scope_of(step.address) for _, step in steps}) == 1
    shown = steps if verbose else steps[:_SHOWN]
    for number, step in shown:
        first = f"{number:>5}. "
        rest = " " * (len(first) + 2)
        yield from hanging(_what(step, is_alone), width=width, first=first, rest=rest)
        for line in _facts(step, verbose=verbose) if isinstance(step, SqlStep) else ():
            yield from hanging(one_line(line), width=width, first=" " * len(first), rest=rest, style="dim")
    if len(shown) < len(steps):
        yield Text(f"       and {counted(len(steps) - len(shown), 'more step')} (-v shows all)", style="dim")
    yield Text()


def revision_text(step: RevisionStep) -> str:
    """A written revision, and what was agreed to when it was written."""
    agreed = f" (agreed: {', '.join(step.agreed)})" if step.agreed else ""
    return one_line(f"revision {step.revision} of {step.database}: {step.title}{agreed}")


def _is_long(step: Step) -> bool:
    return isinstance(step, SqlStep) and bool(step.effect.lock) and step.form not in _PLAIN


def _what(step: Step, is_alone: bool) -> str:
    """``is_alone``: all of them are in one database, which needs no saying."""
    if isinstance(step, NeonStep):
        parts = f", with {counted(len(step.parts), 'part')} in the same call" if step.parts else ""
        return one_line(f"Neon API: {step.action.value} {step.address}{parts}")
    if isinstance(step, SafetyStep):
        return one_line(f"Neon API: keep {safety_words(step)}")
    if isinstance(step, RevisionStep):
        return revision_text(step)
    place = inside(step.address, scope_of(step.address)) if is_alone else step.address
    return one_line(f"{step.operation.replace('_', ' ')} {place}")


def _facts(step: SqlStep, *, verbose: bool) -> Iterator[str]:
    lock = step.effect.lock
    held = [f"lock {lock}, {_who_waits(step)}"] if lock else []
    if step.effect.rows or step.effect.bytes:
        held.append(f"about {step.effect.rows:,} rows, {size(step.effect.bytes)}")
    if step.form:
        held.append(f"form: {step.form}")
    if verbose:
        held.append(_TRANSACTIONS[step.transaction])
        held += [f"lock timeout {step.lock_timeout / 1000:g} s"] if step.lock_timeout else []
        held += [f"statement timeout {step.statement_timeout / 1000:g} s"] if step.statement_timeout else []
    if step.hazards:
        held.append(f"hazards: {', '.join(step.hazards)}")
    if held:
        yield "; ".join(held)
    if step.reason:
        yield step.reason


_TRANSACTIONS: Final = {
    Transaction.SHARED: "in one transaction with its neighbours",
    Transaction.OWN: "in a transaction of its own",
    Transaction.NONE: "outside a transaction",
}


def _who_waits(step: SqlStep) -> str:
    if step.effect.lock not in BLOCKS_WRITERS:
        return "nobody waits"
    who = "readers and writers wait" if step.effect.lock in BLOCKS_READERS else "writers wait"
    is_short = step.statement_timeout and not step.effect.rows
    return "for an instant" if is_short else f"{who} until it ends"
