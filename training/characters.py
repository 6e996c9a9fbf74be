"""Makes `cleaner/characters.npz` from the Unicode data of the running Python: `python -m training.characters`.

The table is committed, so that every installation sees the same classes whatever Unicode version its Python has.
"""

from __future__ import annotations

import argparse
import sys
import unicodedata
from pathlib import Path

import numpy as np

from cleaner.characters import Class

TARGET = Path(__file__).parent.parent / "cleaner" / "characters.npz"

BREAKS = "\n\r\x85\u2028\u2029"
# Latin, Devanagari and its neighbours, CJK, Arabic and Urdu, Armenian, Ethiopic, Khmer, Burmese, Tibetan.
TERMINALS = ".!?…‼⁇⁈⁉।॥。！？．｡؟۔։።፧។៕။།༎"
COMMAS = ",;،؛、，；"
COLONS = ":：፥"
SEPARATORS = "|/\\·•‣›‹»«>→▶►●■◆‧∙⋅・｜／※▪▸➤➔⟩«»"
MENTIONS = "@#＠＃"
JOINERS = "\u200c\u200d"
# Scripts written without spaces between words: (first, last) code point of their letters.
UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # CJK radicals
    (0x3005, 0x3007),
    (0x3021, 0x30FF),  # kana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),  # CJK ideographs
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9D),  # half-width kana
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)
BY_CATEGORY = {
    "Lu": Class.UPPER, "Lt": Class.UPPER, "Ll": Class.LOWER, "Lo": Class.LETTER, "Lm": Class.LETTER,
    "Mn": Class.MARK, "Mc": Class.MARK, "Me": Class.MARK,
    "Nd": Class.DIGIT, "Nl": Class.DIGIT, "No": Class.DIGIT,
    "Zs": Class.SPACE, "Pi": Class.QUOTE, "Pf": Class.QUOTE, "Ps": Class.BRACKET, "Pe": Class.BRACKET,
    "Pd": Class.DASH, "Pc": Class.SYMBOL, "Po": Class.SYMBOL,
    "Sm": Class.SYMBOL, "Sc": Class.SYMBOL, "Sk": Class.SYMBOL, "So": Class.SYMBOL,
}  # fmt: skip


def class_of(code: int) -> Class:
    """Class of one code point; single characters with a role of their own come before their category."""
    character = chr(code)
    if character in BREAKS:
        return Class.BREAK
    if character in "\t\x0b\x0c\x1c\x1d\x1e\x1f\ufeff\u200b":
        return Class.SPACE
    for members, its_class in (
        (TERMINALS, Class.TERMINAL),
        (COMMAS, Class.COMMA),
        (COLONS, Class.COLON),
        (SEPARATORS, Class.SEPARATOR),
        (MENTIONS, Class.MENTION),
        (JOINERS, Class.MARK),
        ("\"'", Class.QUOTE),
    ):
        if character in members:
            return its_class
    its_class = BY_CATEGORY.get(unicodedata.category(character), Class.OTHER)
    if its_class is Class.LETTER and any(first <= code <= last for first, last in UNSPACED):
        return Class.UNSPACED
    return its_class


def fold_of(code: int) -> int:
    """Lower case, and every decimal digit as `0`, so that dates and counts of one shape hash alike."""
    character = chr(code)
    if unicodedata.category(character) == "Nd":
        return ord("0")
    lower = character.lower()
    return ord(lower) if len(lower) == 1 else code


def main() -> None:
    """Write the table as runs of equal class and a sparse list of folded code points."""
    argparse.ArgumentParser(prog="python -m training.characters", description=__doc__).parse_args()
    classes = np.array([class_of(code) for code in range(sys.maxunicode + 1)], dtype=np.uint8)
    folds = np.array([fold_of(code) for code in range(sys.maxunicode + 1)], dtype=np.uint32)
    run_start = np.flatnonzero(np.diff(classes, prepend=255)).astype(np.uint32)
    folded = np.flatnonzero(folds != np.arange(len(folds))).astype(np.uint32)
    np.savez_compressed(
        TARGET,
        run_start=run_start,
        run_class=classes[run_start],
        folded=folded,
        folded_to=folds[folded],
        unicode_version=np.array([int(part) for part in unicodedata.unidata_version.split(".")], dtype=np.uint8),
    )
    print(f"{TARGET.name}: Unicode {unicodedata.unidata_version}, {len(run_start)} runs, {len(folded)} folds")


if __name__ == "__main__":
    main()
