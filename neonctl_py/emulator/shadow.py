"""A second front for an installation that is not ours: the same Postgres, with Neon's idea of trusted extensions.

Postgres finds its files relative to where its program lies. So a copy of that one program, in a tree of
links to everything else, reads control files that we may change. Never here: installations of our own
(``wheel.py``), whose control files are changed in place.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from neonctl_py.emulator.trusted_extensions import trust


def shadow_server(cache: Path, bindir: Path, sharedir: Path, pkglibdir: Path) -> Path:
    """The program ``postgres`` to start instead of the one in ``bindir``. Raises OSError."""
    program = (bindir / "postgres").resolve()
    made_from = f"{program} {program.stat().st_mtime_ns} {sharedir} {pkglibdir}"
    root = cache / "shadows" / hashlib.sha256(made_from.encode()).hexdigest()[:16]
    server = _below(root, bindir) / "postgres"
    if server.exists():
        return server
    root.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    with tempfile.TemporaryDirectory(
        dir=root.parent, prefix=".making-", ignore_cleanup_errors=True
    ) as folder:
        scratch = Path(folder)
        scratch.chmod(0o755)
        _below(scratch, bindir).mkdir(parents=True)
        shutil.copy2(program, _below(scratch, bindir) / "postgres")
        _link_entries(sharedir, _below(scratch, sharedir), but="extension")
        _copy_extensions(sharedir / "extension", _below(scratch, sharedir) / "extension")
        libraries = _below(scratch, pkglibdir)
        if not libraries.exists():
            libraries.parent.mkdir(parents=True, exist_ok=True)
            libraries.symlink_to(pkglibdir)
        try:
            scratch.rename(root)
        except OSError:
            if not server.exists():
                raise
            # another process made the same one meanwhile
    return server


def _below(root: Path, absolute: Path) -> Path:
    return root / absolute.relative_to("/")


def _link_entries(source: Path, target: Path, *, but: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for entry in source.iterdir():
        if entry.name != but:
            (target / entry.name).symlink_to(entry)


def _copy_extensions(source: Path, target: Path) -> None:
    """Links to the scripts, copies of the control files."""
    target.mkdir()
    for entry in source.iterdir():
        if entry.suffix == ".control":
            shutil.copyfile(entry, target / entry.name)
            trust(target / entry.name)
        else:
            (target / entry.name).symlink_to(entry)
