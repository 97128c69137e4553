r"""What an unquoted name of SQL is made of, as parts of patterns: a letter, an underscore or anything beyond ASCII, then also digits and
dollar signs.

Said by what it is not: to compile the other way round (``[A-Za-z_\x80-\U0010ffff]``) takes Python a hundred times as long, and every
command waits for it.
"""

from typing import Final

WORD_START: Final = r"[^\x00-@\[-^`{-\x7f]"
WORD_REST: Final = r"[^\x00-#%-/:-@\[-^`{-\x7f]"
WORD: Final = f"{WORD_START}{WORD_REST}*"
