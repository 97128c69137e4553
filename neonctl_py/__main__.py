"""The entry point. Answers ``--version`` before anything else is imported; everything else is in cli/."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run neonpy on the arguments of the process and return the exit code."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        from neonctl_py.version import __version__  # noqa: PLC0415  the fast path imports nothing else

        sys.stdout.write(f"neonpy {__version__}\n")
        return 0
    from neonctl_py.cli.run import run  # noqa: PLC0415  as above

    code = run(arguments)
    gc.freeze()  # what is left goes with the process: looking through it once more took a tenth of a command's time
    return code


if __name__ == "__main__":
    sys.exit(main())
