"""``neonpy validate``: is the stack right, as far as can be told without a connection?"""

import sys
from pathlib import Path

from neonctl_py.cli import options
from neonctl_py.errors import InputError


def validate(
    stack: options.Stack = Path(),
    *,
    var: options.Var = None,
    var_file: options.VarFile = None,
    as_json: options.Json = False,
) -> int:
    """Check a stack without connecting to anything. All mistakes are told at once.

    Example: neonpy validate stacks/shop
    """
    from neonctl_py.cli.loading import load
    from neonctl_py.render.json_document import diagnostics_document, dumps

    try:
        loaded = load(stack, var, var_file)
    except InputError as error:
        if not as_json:
            raise
        sys.stdout.write(dumps(diagnostics_document(error.diagnostics, valid=False)))
        return 1
    if as_json:
        sys.stdout.write(dumps(diagnostics_document(loaded.diagnostics, valid=True)))
    else:
        sys.stdout.write(
            f"The stack {loaded.desired.stack} is valid: {len(loaded.desired.objects):,} objects.\n"
        )
    return 0
