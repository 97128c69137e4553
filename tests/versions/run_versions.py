"""Holds neonpy to every PostgreSQL that can be had: the suites that need a server, once for each major version.

    python tests/versions/run_versions.py [--only 14,18] [--workers N] [PYTEST ARGUMENT…]

The default version is what every other run uses, so it is left out unless ``--only`` names it. The suites take their
version from NEONPY_TEST_POSTGRES. At the end a line for each version says what passed, failed and was skipped there, and
what failed is named. Exit code 1 when anything failed, or when a version can't be had.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from neonctl_py.cli.throwaway import DEFAULT_MAJOR
from neonctl_py.emulator.binaries import Installations
from neonctl_py.emulator.layout import cache_dir
from neonctl_py.emulator.service_user import service_user
from neonctl_py.emulator.wheel import wheel_majors

SUITES = ("cases", "postgres", "ddl", "laws")
_TESTS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Outcome:
    """What one version came to. ``exit_code`` is pytest's own; ``failed`` names the tests."""

    version: str
    passed: int = 0
    skipped: int = 0
    failed: tuple[str, ...] = ()
    seconds: float = 0
    exit_code: int = 0

    def line(self) -> str:
        if not self.version[0].isdigit():
            return self.version
        verdict = "ok" if self.exit_code == 0 else f"pytest ended with {self.exit_code}"
        counts = f"{self.passed:>6} passed {len(self.failed):>4} failed {self.skipped:>4} skipped"
        return f"PostgreSQL {self.version:<8}{counts} {self.seconds:>6.0f} s   {verdict}"


def main() -> int:
    arguments, of_pytest = _parser().parse_known_args()
    majors = [int(major) for major in arguments.only.split(",") if major] or [
        major for major in wheel_majors() if major != DEFAULT_MAJOR
    ]
    outcomes = []
    for major in sorted(majors):
        outcome = _held_to(major, arguments.workers, of_pytest)
        print(outcome.line(), flush=True)
        outcomes.append(outcome)
    print()
    for outcome in outcomes:
        print(outcome.line())
        for name in outcome.failed:
            print(f"    {name}")
    return 1 if any(outcome.exit_code for outcome in outcomes) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", help="majors, as 14,18")
    parser.add_argument("--workers", default="2", help="test processes at a time")
    return parser


def _held_to(major: int, workers: str, of_pytest: list[str]) -> Outcome:
    """The tests' own servers would take the nearest version instead; here that is a failure."""
    binaries = Installations(cache_dir(), service_user()).exact(major)
    if binaries is None:
        return Outcome(f"There is no PostgreSQL {major} to be had here.", exit_code=1)
    print(f"--- PostgreSQL {binaries.version}", flush=True)
    suites = [str(_TESTS / "integration" / suite) for suite in SUITES]
    with tempfile.TemporaryDirectory(prefix="neonpy-versions-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", "--tb=short"]
        command += [f"--junitxml={report}", *suites, *of_pytest]
        started = time.monotonic()
        ended = subprocess.run(command, env={**os.environ, "NEONPY_TEST_POSTGRES": str(major)}, check=False)
        seconds = time.monotonic() - started
        passed, skipped, failed = _counted(report) if report.exists() else (0, 0, ())
    return Outcome(binaries.version, passed, skipped, failed, seconds, ended.returncode)


def _counted(report: Path) -> tuple[int, int, tuple[str, ...]]:
    """(passed, skipped, names of what failed) of a JUnit report that pytest just wrote."""
    passed, skipped, failed = 0, 0, []
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  pytest wrote it
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname')}::{case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, skipped, tuple(failed)


if __name__ == "__main__":
    sys.exit(main())
