"""The exceptions of neonpy. Nothing else may be raised on purpose, and nothing here imports anything of ours but diagnostics.

::

    NeonpyError                     any failure that a user can act on; carries a hint
    ├── InputError                  the stack, a flag, a file is wrong; carries all Diagnostics
    ├── RefusedError                we could, but won't without consent (hazards, prevent_destroy, stale plan)
    │   └── StalePlanError          a database moved between the plan and the first step; nothing was done in it
    ├── NeonApiError                the Neon API refused or failed; status, code, request_id
    │   ├── NeonAuthError           401, 403
    │   ├── NeonNotFoundError       404
    │   ├── NeonConflictError       409
    │   ├── NeonLimitError          a plan's limit (400/402/422 on a value above it)
    │   ├── NeonUnreachableError    no answer, or one that isn't JSON
    │   └── NeonOperationError      an operation ended failed, error or cancelled
    ├── PostgresError               the database refused; sqlstate and the statement's address
    │   ├── PostgresConnectionError
    │   └── PostgresLockError       lock_timeout ran out after all retries
    └── InternalError               our own bug, and the message says so
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neonctl_py.diagnostics import Diagnostic


class NeonpyError(Exception):
    """A failure with a short fixed summary, what is wrong with this thing, and what to type."""

    def __init__(self, summary: str, *, detail: str = "", hint: str = "") -> None:
        super().__init__(summary)
        self.summary = summary
        self.detail = detail
        self.hint = hint

    def __str__(self) -> str:
        return "\n".join(part for part in (self.summary, self.detail, self.hint) if part)


class InputError(NeonpyError):
    """What the user wrote is wrong. ``diagnostics`` holds every mistake found, in source order."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        count = len(self.diagnostics)
        super().__init__("1 mistake" if count == 1 else f"{count} mistakes")

    def __str__(self) -> str:
        return "\n".join(str(diagnostic) for diagnostic in self.diagnostics)


class RefusedError(NeonpyError):
    """The plan is possible but was not consented to, or was made for another state of the world."""


class StalePlanError(RefusedError):
    """What the plan was made from is not there any more. Nothing was done in that database: planning again is safe."""


class NeonApiError(NeonpyError):
    """The Neon API refused. ``status`` is 0 when there was no answer."""

    def __init__(
        self,
        summary: str,
        *,
        detail: str = "",
        hint: str = "",
        status: int = 0,
        code: str = "",
        request_id: str = "",
    ) -> None:
        super().__init__(summary, detail=detail, hint=hint)
        self.status = status
        self.code = code
        self.request_id = request_id


class NeonAuthError(NeonApiError):
    """401 or 403: the key is missing, wrong, or may not do this."""


class NeonNotFoundError(NeonApiError):
    """404."""


class NeonConflictError(NeonApiError):
    """409: usually a name that exists."""


class NeonLimitError(NeonApiError):
    """A value is above what the account's plan allows."""


class NeonUnreachableError(NeonApiError):
    """No answer, or an answer that no Neon API gives (HTML, broken JSON)."""


class NeonOperationError(NeonApiError):
    """An awaited operation ended badly. ``code`` is the operation's action."""


class PostgresError(NeonpyError):
    """The database refused a statement. ``sqlstate`` is Postgres' five-character code, or empty; ``address`` of the step."""

    def __init__(
        self, summary: str, *, detail: str = "", hint: str = "", sqlstate: str = "", address: str = ""
    ) -> None:
        super().__init__(summary, detail=detail, hint=hint)
        self.sqlstate = sqlstate
        self.address = address


class PostgresConnectionError(PostgresError):
    """No session could be had."""


class PostgresLockError(PostgresError):
    """A lock could not be had within lock_timeout, after all retries."""


class InternalError(NeonpyError):
    """A bug of ours. The message asks the user to report it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"neonpy has a bug: {what}",
            detail="Nothing that you wrote causes this, and nothing more was changed.",
            hint="Please report it with the command that you ran and this message.",
        )
