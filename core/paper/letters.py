"""Which characters paper can print, and how the others are said: nothing that was signed goes missing unseen. Pure."""

import unicodedata
from collections.abc import Container

# Marks that only choose the look of the character before them.
SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
BREAKS = {"\t": " ", "\n": "\n"}


def printable(text: str, known: Container[int]) -> str:
    """``text`` with the code points of ``known`` as they are and every other visible one as ``[U+4F60]``.

    What is invisible (controls, marks of direction and of joining) is left out: it must not reorder a signed text.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_printed(letter, known) for letter in text)


def _printed(letter: str, known: Container[int]) -> str:
    if letter in BREAKS:
        return BREAKS[letter]
    if unicodedata.category(letter) in ("Cc", "Cf") or ord(letter) in SELECTORS:
        return ""
    return letter if ord(letter) in known else f"[U+{ord(letter):04X}]"
