"""A data dictionary says what there is, and lets no comment say more than words."""

from __future__ import annotations

from html.parser import HTMLParser

from neonctl_py.model.address import Address
from neonctl_py.model.column import Column
from neonctl_py.model.constraint import Check, ForeignKey, PrimaryKey, Unique
from neonctl_py.model.enum import Enum
from neonctl_py.model.grant import Grant, Privilege
from neonctl_py.model.policy import Policy
from neonctl_py.model.table import Table
from neonctl_py.model.values import QualifiedName
from neonctl_py.render.dictionary import dictionary
from neonctl_py.render.dictionary_text import dictionary_html, dictionary_markdown

SHOP = Address.parse("project.p/branch.main/database.shop")
ORDERS = SHOP.child("table", "public", "orders")
OBJECTS = {
    ORDERS: Table(comment="What was <b>bought</b> | *really*", row_level_security=True),
    ORDERS.child("column", "id"): Column(type="bigint", nullable=False, position=1),
    ORDERS.child("column", "customer_id"): Column(type="bigint", position=2, comment="who"),
    ORDERS.child("constraint", "orders_pkey"): PrimaryKey(columns=("id",)),
    ORDERS.child("constraint", "orders_once"): Unique(columns=("id", "customer_id")),
    ORDERS.child("constraint", "orders_positive"): Check(expression="id > 0"),
    ORDERS.child("constraint", "orders_customer_fk"): ForeignKey(
        columns=("customer_id",), references=QualifiedName("crm", "customers"), referenced_columns=("id",)
    ),
    ORDERS.child("policy", "own"): Policy(command="select", roles=("app",), using="a || b = 'x|y'"),
    ORDERS.child("grant", "app"): Grant(privileges=(Privilege("select"), Privilege("update", "customer_id"))),
    SHOP.child("enum", "public", "state"): Enum(labels=("new", "paid")),
}
TEXT = """\
# shop

## Schema public

### Table orders

What was \\<b\\>bought\\</b\\> \\| \\*really\\*

| column | type | null | key | comment |
| --- | --- | --- | --- | --- |
| `id` | `bigint` | not null | primary key; unique with customer\\_id |  |
| `customer_id` | `bigint` |  | refers to crm.customers; unique with id | who |

Rules:

| name | holds always |
| --- | --- |
| `orders_positive` | `id > 0` |

Row-level security is enabled:

| policy | for | roles | sees rows where |
| --- | --- | --- | --- |
| `own` | select | app | `a \\|\\| b = 'x\\|y'` |

Who may do what:

| role | privileges |
| --- | --- |
| `app` | select, update (customer\\_id) |

### Enums

| name | values |
| --- | --- |
| `state` | `new, paid` |
"""


def test_it_says_what_there_is() -> None:
    """In one order, whatever order it was read in."""
    assert dictionary_markdown(dictionary({SHOP: OBJECTS})) == TEXT
    backwards = dict(reversed(list(OBJECTS.items())))
    assert set(dictionary_markdown(dictionary({SHOP: backwards})).splitlines()) == set(TEXT.splitlines())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """What somebody's comment could not have added."""
        self.seen.add(tag)


def test_a_page_holds_only_our_own_tags() -> None:
    page = dictionary_html(dictionary({SHOP: OBJECTS}), title="</title><script>")
    tags = _Tags()
    tags.feed(page)
    assert tags.seen & {"b", "script", "img"} == set()
    assert "What was &lt;b&gt;bought" in page
