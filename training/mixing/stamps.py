"""Date stamps made up by the thousand: before a first sentence where the page had a field of its own, and on lines of
their own.

Written stock has some hundred dates a language; that digits in every order of day, month and year, with a field's name
before them or none, are a stamp is learnt from more of them than a hand writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from training.mixing.chance import one_of

NAMES: Final = {
    "ar": ("نُشر في", "آخر تحديث", "التاريخ"),
    "bn": ("প্রকাশ", "আপডেট", "তারিখ"),
    "de": ("Stand", "Datum", "Veröffentlicht am", "Aktualisiert"),
    "en": (
        "date",
        "Date",
        "Updated",
        "Published",
        "Posted on",
        "Last modified",
        "First published",
        "DATE UPDATED",
        "on",
    ),
    "es": ("Fecha", "Actualizado", "Publicado el"),
    "fa": ("تاریخ", "به‌روزرسانی"),
    "fr": ("Date", "Mis à jour le", "Publié le"),
    "hi": ("प्रकाशित", "अपडेटेड", "तारीख", "दिनांक", "Updated", "Publish Date"),
    "id": ("Tanggal", "Diperbarui"),
    "it": ("Data", "Aggiornato il"),
    "ja": ("公開", "更新日", "日付"),
    "ko": ("입력", "수정", "등록일"),
    "pl": ("Data", "Aktualizacja"),
    "pt": ("Data", "Atualizado em"),
    "ru": ("Дата", "Обновлено", "Опубликовано"),
    "tr": ("Tarih", "Güncelleme"),
    "ur": ("تاریخ", "اپ ڈیٹ"),
    "vi": ("Ngày", "Cập nhật"),
    "zh": ("日期", "更新时间", "發布"),
}
"""What pages call the field, by language; English names stand on pages in every language."""
NAMELESS: Final = 0.35
TIMED: Final = 0.4
"""Chances that a stamp has no name before it, and that a time of day follows."""
DATES: Final = (
    "{y}-{m:02}-{d:02}",
    "{y}-{m:02}-{d:02}",
    "{d:02}/{m:02}/{y}",
    "{d:02}.{m:02}.{y}",
    "{m}/{d}/{y}",
    "{y}/{m:02}/{d:02}",
    "{d:02}-{m:02}-{y}",
)
TIMES: Final = (" {h:02}:{n:02}", " {h:02}:{n:02}:{s:02}", ", {h:02}:{n:02}", " {h}:{n:02} PM", " {h:02}:{n:02} IST")
COLONS: Final = (" ", " ", ": ", " : ")
LABELS: Final = {
    "en": (
        "Date Published", "Published On", "Publication date", "Date posted", "Posted", "Last Updated",
        "Last updated on", "Updated on", "Modified", "Date modified", "Revised", "Issued", "Created", "Uploaded",
        "Filed", "Release date",
    ),
    "hi": ("प्रकाशन तिथि", "प्रकाशित तिथि", "अंतिम अपडेट", "अपडेट किया गया", "पोस्ट किया गया", "जारी करने की तारीख", "संशोधित"),
}  # fmt: skip
"""Further names of the field, where it has a line of its own."""
MONTHS: Final = {
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    "hi": (
        "जनवरी", "फरवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर",
    ),
}  # fmt: skip
WRITTEN_DATES: Final = (
    "{d} {month} {y}",
    "{month} {d}, {y}",
    "{d:02} {short} {y}",
    "{short} {d:02}, {y}",
)
"""With the month's name, or its first three letters where it is in ASCII: what stands before a sentence is not taken
for them, as an author writes them there too."""
WRITTEN: Final = 0.5
"""Chance that a date on a line of its own has the month's name, in the languages of `MONTHS`."""
FEW: Final = tuple(name for name in NAMES["en"] if name != "on")
FURTHER: Final = 0.8
"""Chance that the name of a stamp on lines of its own is drawn from all, not from `FEW`."""
SHAPES: Final = ("line", "line", "line", "two lines", "two lines", "both dates", "name alone")
"""How the lines of a stamp are laid out; one named twice is drawn twice as often."""


def stamp(language: str, random: np.random.Generator) -> str:
    """One stamp such as stands before a first sentence on a page in this language."""
    date = _date(DATES, (), random)
    return date if random.random() < NAMELESS else _name(language, random) + one_of(COLONS, random) + date


def stamp_lines(language: str, random: np.random.Generator) -> tuple[str, ...]:
    """A stamp as one to four lines of their own: in one, or the field's name and the date below it, once or for both
    of a page's dates; or the name of a field that was left empty."""
    shape = one_of(SHAPES, random)
    labels = (*(FEW if language == "en" else NAMES.get(language, ())), *LABELS.get(language, ()), *LABELS["en"])
    names = [one_of(labels if random.random() < FURTHER else FEW, random) for _ in range(2)]
    dates = [_own_date(language, random) for _ in names]
    if shape == "line":
        return (dates[0] if random.random() < NAMELESS else names[0] + one_of(COLONS, random) + dates[0],)
    end = one_of(("", "", ":"), random)
    if shape == "name alone":
        return (names[0] + end,)
    rows = [line for name, date in zip(names, dates, strict=True) for line in (name + end, date)]
    return tuple(rows[:2] if shape == "two lines" else rows)


def _name(language: str, random: np.random.Generator) -> str:
    return one_of((*NAMES.get(language, ()), *NAMES["en"]), random)


def _own_date(language: str, random: np.random.Generator) -> str:
    months = MONTHS.get(language, ())
    return _date(WRITTEN_DATES if months and random.random() < WRITTEN else DATES, months, random)


def _date(forms: Sequence[str], months: Sequence[str], random: np.random.Generator) -> str:
    """A date in one of the forms, a time of day behind it or not."""
    numbers = {
        "y": 2005 + int(random.integers(22)), "m": 1 + int(random.integers(12)), "d": 1 + int(random.integers(28)),
        "h": int(random.integers(1, 13)), "n": int(random.integers(60)), "s": int(random.integers(60)),
    }  # fmt: skip
    month = months[numbers["m"] - 1] if months else ""
    text = one_of(forms, random)
    if random.random() < TIMED:
        text += one_of(TIMES, random)
    return text.format(**numbers, month=month, short=month[:3] if month.isascii() else month)
