"""What can go wrong with the embedded Neon itself, as opposed to what its API answers.

Never here: HTTP errors (``api/problem.py``).

    EmulatorError              a person must do something; carries a hint
    └── ComputeError           a Postgres process did not start or did not do what it was told
"""

from __future__ import annotations


class EmulatorError(Exception):
    """The embedded Neon can't go on; ``hint`` says what the user can do about it (may be empty)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class ComputeError(EmulatorError):
    """A Postgres server process failed; the message ends with the last lines of its log."""
