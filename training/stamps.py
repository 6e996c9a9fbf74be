"""Date stamps made up by the thousand: what stands before a first sentence where the page had a field of its own.

Written stock has some hundred dates a language; that digits in every order of day, month and year, with a field's name
before them or none, are a stamp is learnt from more of them than a hand writes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from training.chance import one_of

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


def stamp(language: str, random: np.random.Generator) -> str:
    """One stamp such as a page in this language would have."""
    numbers = {
        "y": 2005 + int(random.integers(22)), "m": 1 + int(random.integers(12)), "d": 1 + int(random.integers(28)),
        "h": int(random.integers(1, 13)), "n": int(random.integers(60)), "s": int(random.integers(60)),
    }  # fmt: skip
    text = one_of(DATES, random)
    if random.random() < TIMED:
        text += one_of(TIMES, random)
    text = text.format(**numbers)
    if random.random() < NAMELESS:
        return text
    return one_of((*NAMES.get(language, ()), *NAMES["en"]), random) + one_of(COLONS, random) + text
