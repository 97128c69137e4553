"""Command lines of plain words, read without the command line's library, which takes a tenth of a second to get ready.

The commands' own signatures say what they take, as they say it to the library. What is not plain is left to that: help, mistakes,
numbers, an option that is given twice. Never here: what a command does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from neonctl_py.workflows.read_ahead import Ahead

COMMANDS: Final = {
    name: name for name in ("apply", "destroy", "diff", "drift", "lint", "plan", "show", "validate")
} | {"import": "import_"}
"""Command -> its module, and the function in it. Those for which a tenth of a second is much."""
_ONE: Final[dict[Any, Callable[[str], object]]] = {
    str: str,
    str | None: str,
    Path: Path,
    Path | None: Path,
}
_MANY: Final[dict[Any, Callable[[str], object]]] = {list[str] | None: str, list[Path] | None: Path}
_UNKNOWN: Final = ("", None)
_NOT_PLAIN: Final = (
    "callback",
    "envvar",
    "parser",
    "exists",
    "resolve_path",
    "prompt",
    "count",
    "min",
    "max",
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a command that asks for the library's context looks at."""

    obj: object


@dataclass(slots=True)
class _Signature:
    """``places``: the arguments in their order; ``options``: by name; ``context``: the parameter that takes it."""

    places: list[tuple[str, Any]] = field(default_factory=list)
    options: dict[str, tuple[str, Any]] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    context: str = ""


def direct_call(arguments: Sequence[str], ahead: Ahead) -> Callable[[], object] | None:
    """The command with all that was typed; None when the library has to read it."""
    name = COMMANDS.get(arguments[0]) if arguments else None
    if name is None:
        return None
    function = getattr(import_module(f"neonctl_py.cli.{name}"), name)
    given = given_to(function, arguments[1:], ahead)
    return None if given is None else lambda: function(**given)


def given_to(function: Any, arguments: Sequence[str], ahead: Ahead = ()) -> dict[str, Any] | None:
    """What was typed, by parameter of the command; None when the library has to read it."""
    signature = _signature(function)
    given = None if signature is None else _given(signature, arguments)
    if signature is None or given is None or not signature.required <= given.keys():
        return None
    return {**given, signature.context: Context(ahead)} if signature.context else given


def _signature(function: Any) -> _Signature | None:
    code = function.__code__
    count = code.co_argcount
    names = code.co_varnames[: count + code.co_kwonlyargcount]
    defaults = {*names[count - len(function.__defaults__ or ()) : count], *(function.__kwdefaults__ or ())}
    found = _Signature(required={*names} - defaults)
    for number, name in enumerate(names):
        annotation = function.__annotations__[name]
        if not hasattr(annotation, "__metadata__"):
            found.context = name
            found.required.discard(name)
            continue
        told, kind = annotation.__metadata__[0], annotation.__origin__
        if any(getattr(told, key, None) not in (None, False) for key in _NOT_PLAIN):
            kind = None
        if number < count:
            found.places.append((name, kind))
            continue
        written = [text for text in (told.default, *(told.param_decls or ())) if isinstance(text, str)]
        if any("/" in text for text in written):
            return None
        for text in written or [f"--{name.replace('_', '-')}"]:
            found.options[text] = name, kind
    return found


def _given(signature: _Signature, arguments: Sequence[str]) -> dict[str, Any] | None:
    """By parameter; None where a word was not understood."""
    given: dict[str, Any] = {}
    places = iter(signature.places)
    words = iter(arguments)
    for word in words:
        text: str | None = word
        if word.startswith("-"):
            option, separator, rest = word.partition("=")
            if separator and not option.startswith("--"):
                return None
            name, kind = signature.options.get(option, _UNKNOWN)
            text = rest if separator else None if kind is bool else next(words, "")
        else:
            name, kind = next(places, _UNKNOWN)
        if not _take(given, name, kind, text):
            return None
    return given


def _take(given: dict[str, Any], name: str, kind: Any, text: str | None) -> bool:
    """Was it understood?"""
    if kind is bool and text is None and name not in given:
        given[name] = True
    elif not text or text.startswith("-"):
        return False
    elif kind in _MANY:
        given.setdefault(name, []).append(_MANY[kind](text))
    elif kind in _ONE and name not in given:
        given[name] = _ONE[kind](text)
    else:
        return False
    return True
