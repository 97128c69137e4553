"""``lifecycle: {online: …}`` of whatever holds tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from neonctl_py.stack.load import LoadedStack

STACK = """
stack: shop
projects:
  shop:
    provider: postgres
    url: postgresql://localhost/x
    databases:
      d:
        lifecycle: {online: always}
        schemas:
          public:
            tables:
              t:
                lifecycle: {online: ONLINE, prevent_destroy: true}
                columns: {id: bigint}
"""


def test_it_is_said_of_its_place_and_enters_the_fingerprint(load: Callable[..., LoadedStack]) -> None:
    loaded = load(STACK.replace("ONLINE", "never"))
    said = {str(place): word for place, word in loaded.desired.online.items()}
    assert said == {"project.shop/database.d": "always", "project.shop/database.d/table.public.t": "never"}
    assert load(STACK.replace("ONLINE", "auto")).fingerprint != loaded.fingerprint
