"""Reading a JSON body or a query field by field; what is wrong is named by its path.

Fields that the API does not know are refused, so that a client's misspelling is found here and not in
production. Never here: rules that need more than the value itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neonctl_py.emulator.api.problem import Problem, invalid_field
from neonctl_py.emulator.clock import parse_rfc3339
from neonctl_py.emulator.lsn import parse_lsn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


class Fields:
    """An object of the request. Call ``finish`` when all known fields were taken."""

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self._values = dict(values)
        self._path = path
        self._taken: set[str] = set()

    @classmethod
    def of(cls, value: Any, path: str) -> Fields:
        if not isinstance(value, dict):
            raise Problem(400, f"invalid request: {path or 'body'} must be a JSON object")
        return cls(value, path)

    def has(self, name: str) -> bool:
        self._taken.add(name)
        return name in self._values

    def is_null(self, name: str) -> bool:
        return self.has(name) and self._values[name] is None

    def path(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def finish(self) -> None:
        unknown = sorted(set(self._values) - self._taken)
        if unknown:
            raise invalid_field(self.path(unknown[0]), "unknown field")

    def text(self, name: str, *, required: bool = False, longest: int = 256, shortest: int = 1) -> str | None:
        value = self._take(name, (str,), "a string", required)
        if value is not None and not shortest <= len(value) <= longest:
            raise invalid_field(self.path(name), f"must have {shortest} to {longest} characters")
        return value  # type: ignore[no-any-return]  # _take has checked

    def required_text(self, name: str, *, longest: int = 256) -> str:
        return self.text(name, required=True, longest=longest) or ""

    def choice(self, name: str, choices: Sequence[str], *, required: bool = False) -> str | None:
        value = self.text(name, required=required)
        if value is not None and value not in choices:
            raise invalid_field(self.path(name), f"must be one of {', '.join(choices)}")
        return value

    def boolean(self, name: str) -> bool | None:
        return self._take(name, (bool,), "true or false", required=False)  # type: ignore[no-any-return]  # _take has checked

    def integer(self, name: str, low: int, high: int, *, required: bool = False) -> int | None:
        value = self._take(name, (int,), "an integer", required)
        if value is not None and not low <= value <= high:
            raise invalid_field(self.path(name), f"must be between {low} and {high}")
        return value  # type: ignore[no-any-return]  # _take has checked

    def number(self, name: str) -> float | None:
        return self._take(name, (int, float), "a number", required=False)  # type: ignore[no-any-return]  # _take has checked

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse_rfc3339(text)
        except ValueError as error:
            raise invalid_field(self.path(name), "must be an RFC 3339 timestamp") from error

    def lsn(self, name: str) -> int | None:
        text = self.text(name)
        if text is None:
            return None
        try:
            return parse_lsn(text)
        except ValueError as error:
            raise invalid_field(self.path(name), "must be an LSN such as 0/1A2B3C") from error

    def object(self, name: str, *, required: bool = False) -> Fields | None:
        value = self._take(name, (dict,), "an object", required)
        return None if value is None else Fields(value, self.path(name))

    def required_object(self, name: str) -> Fields:
        return self.object(name, required=True) or Fields({})

    def mapping(self, name: str) -> dict[str, Any] | None:
        return self._take(name, (dict,), "an object", required=False)  # type: ignore[no-any-return]  # _take has checked

    def items(self, name: str, *, required: bool = False) -> list[Any] | None:
        return self._take(name, (list,), "an array", required)  # type: ignore[no-any-return]  # _take has checked

    def objects(self, name: str, *, required: bool = False) -> list[Fields]:
        items = self.items(name, required=required) or []
        return [Fields.of(item, f"{self.path(name)}[{at}]") for at, item in enumerate(items)]

    def _take(self, name: str, types: tuple[type, ...], kind: str, required: bool) -> Any:
        value = self._values.get(name) if self.has(name) else None
        if value is None:
            if required:
                where = f"{self._path}: {name}" if self._path else name
                raise Problem(
                    400, f"invalid request: decode application/json: invalid: {where} (field required)"
                )
            return None
        is_boolean = isinstance(value, bool)
        if not isinstance(value, types) or (is_boolean and bool not in types):
            raise invalid_field(self.path(name), f"must be {kind}")
        return value
