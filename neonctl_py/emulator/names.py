"""Identifiers in Neon's shapes, and generated passwords.

Never here: which names are taken.
"""

from __future__ import annotations

import secrets
import string

_FIRST = (
    "aged", "billowing", "bitter", "bold", "broad", "calm", "cold", "cool", "crimson", "damp", "dawn", "delicate",
    "divine", "dry", "falling", "fancy", "flat", "floral", "fragrant", "frosty", "gentle", "green", "hidden", "holy",
    "icy", "jolly", "late", "lingering", "little", "lively", "long", "lucky", "misty", "morning", "muddy", "nameless",
    "noisy", "odd", "old", "orange", "patient", "plain", "polished", "proud", "purple", "quiet", "rapid", "restless",
    "rough", "round", "royal", "shiny", "shy", "silent", "small", "snowy", "soft", "solitary", "sparkling", "spring",
    "square", "steep", "still", "summer", "super", "sweet", "tight", "tiny", "twilight", "wandering", "weathered",
    "white", "wild", "winter", "wispy", "withered", "yellow", "young",
)  # fmt: skip
_SECOND = (
    "art", "band", "bar", "base", "bird", "block", "boat", "bonus", "bread", "breeze", "brook", "bush", "butterfly",
    "cake", "cell", "cherry", "cloud", "credit", "darkness", "dawn", "dew", "disk", "dream", "dust", "feather", "field",
    "fire", "firefly", "flower", "fog", "forest", "frog", "frost", "glade", "glitter", "grass", "hall", "hat", "haze",
    "heart", "hill", "king", "lab", "lake", "leaf", "limit", "math", "meadow", "mode", "moon", "morning", "mountain",
    "mouse", "mud", "night", "paper", "pine", "poetry", "pond", "queen", "rain", "recipe", "resonance", "rice", "river",
    "salad", "scene", "sea", "shadow", "shape", "silence", "sky", "smoke", "snow", "snowflake", "sound", "star", "sun",
    "sunset", "surf", "term", "thunder", "tooth", "tree", "truth", "union", "unit", "violet", "voice", "water",
    "waterfall", "wave", "wildflower", "wind", "wood",
)  # fmt: skip
_TAIL = string.ascii_lowercase + string.digits


def _two_words() -> str:
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}"


def project_id() -> str:
    return f"{_two_words()}-{secrets.randbelow(90_000_000) + 10_000_000}"


def prefixed_id(prefix: str) -> str:
    """``br-word-word-xxxxxxxx``, ``ep-…``, ``snap-…``."""
    tail = "".join(secrets.choice(_TAIL) for _ in range(8))
    return f"{prefix}-{_two_words()}-a{tail[1:]}"


def password() -> str:
    """What Neon's look like: ``npg_`` and twelve letters and digits."""
    alphabet = string.ascii_letters + string.digits
    return "npg_" + "".join(secrets.choice(alphabet) for _ in range(16))
