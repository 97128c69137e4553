"""Asking before doing. Only the word ``yes`` counts, and without a terminal nobody is asked."""

from __future__ import annotations

import sys

from neonctl_py.errors import RefusedError


def confirm(question: str, *, yes: bool) -> None:
    """Return when the answer is yes. Raises RefusedError otherwise; nothing was changed then."""
    if yes:
        return
    require_answer(yes=yes)
    sys.stdout.write(f"\n{question}\n  Only 'yes' is accepted: ")
    sys.stdout.flush()
    if sys.stdin.readline().strip() != "yes":
        raise RefusedError("not confirmed", detail="Nothing was changed.")


def require_answer(*, yes: bool) -> None:
    """Raise RefusedError now when a later question could not be answered: no terminal and no ``--yes``."""
    if not yes and not sys.stdin.isatty():
        raise RefusedError(
            "nobody can be asked",
            detail="Standard input is no terminal, and --yes was not given. Nothing was changed.",
            hint="Add --yes where no one is there to answer.",
        )
