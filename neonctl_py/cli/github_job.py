"""What a GitHub job reads of a command: lines on standard output that hide a value, and the files that later steps get values from.

Never here: which values.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from neonctl_py.errors import NeonpyError

if TYPE_CHECKING:
    from collections.abc import Iterable


def job_file(variable: str, *, instead: str) -> Path:
    """The file that the job names in ``GITHUB_OUTPUT`` or ``GITHUB_ENV``. Raises NeonpyError outside of a job."""
    if not (name := os.environ.get(variable, "")):
        raise NeonpyError("this is no GitHub job", detail=f"{variable} is not set.", hint=instead)
    return Path(name)


def hide(secrets: Iterable[str]) -> None:
    """No later line of the log shows them. The runner undoes its own escapes before it looks for a value."""
    for secret in secrets:
        told = secret.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        sys.stdout.write(f"::add-mask::{told}\n")
    sys.stdout.flush()


def hand_on(file: Path, text: str) -> None:
    """Lines ``name=value`` for the steps after this one. Raises NeonpyError when they can't be written."""
    try:
        with file.open("a", encoding="utf-8") as output:
            output.write(text)
    except OSError as error:
        raise NeonpyError(
            "the later steps get no values", detail=f"{file}: {error.strerror or error}"
        ) from error
