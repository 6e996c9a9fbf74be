"""Report: the record of a run as one self-contained HTML page that needs no script and fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cleaner.formats import Fields
from cleaner.kinds import ARTICLE, DESCRIPTION
from cleaner.policy import STRICTNESS
from cleaner.record_parts import Part, count, part, share
from cleaner.report_style import Bar, Pair, bars, document, items, name, note, number, pairs, percent, section, text
from cleaner.run.tally import SHARES
from cleaner.unusual import LEAST_DOCUMENTS, unusual

FOLDERS_SHOWN: Final = 200
UNUSUAL_SHOWN: Final = 50
"""Folders that are shown, those with the largest share removed; and unusual ones beyond them, with the smallest."""

_DEFAULTS: Final = {
    "keep": list(ARTICLE),
    "strictness": STRICTNESS,
    "text_field": Fields().text,
    "id_field": None,
    "annotate": None,
    "encoding": None,
    "removed": False,
}
_ALWAYS_SHOWN: Final = ("keep", "strictness")


def page(record: Part) -> str:
    """The page of a record as `run_record` makes it; parts that are missing or empty are left out.

    UTF-8 can hold it whatever the record says.
    """
    total, samples = part(record, "total"), part(record, "samples")
    folders, skipped = part(record, "folders"), part(part(record, "inputs"), "skipped")
    skips = [f"{number(n)}: {name(what)}" for what, n in skipped.items()]
    odd = unusual(folders)
    uncertain, alone = samples.get("uncertain") or (), samples.get("left_alone") or ()
    failed, wrong = record.get("failed") or (), record.get("wrong_records") or ()
    sections = (
        ("folders", "Removed by folder", _folder_bars(folders, odd, total)),
        ("kinds", "Removed by kind", _kind_bars(total)),
        ("documents", "Documents by share removed", _histogram(total)),
        ("examples", "Examples of each kind", _examples(part(samples, "kinds"))),
        ("uncertain", "Least certain lines", items(map(_uncertain, uncertain), len(uncertain))),
        ("alone", "Documents left alone", items(map(name, alone), count(total, "left_alone") or len(alone))),
        ("failed", "Failed", items(map(_reason, failed), len(failed))),
        ("wrong", "Records without a text", items(map(_reason, wrong), count(record, "without_text") or len(wrong))),
        ("skipped", "Skipped", items(skips, len(skips))),
    )
    links = " ".join(f'<a href="#{key}">{title}</a>' for key, title, inner in sections if inner)
    field = part(record, "settings").get("annotate")
    whole = (
        note(f"The texts were kept whole: what is called removed here stands in the field {name(field)}.")
        if field
        else ""
    )
    head = (_what_ran(record), whole, _headline(record, total, len(odd)), f"<nav>{links}</nav>")
    return document("What a run of cleaner did", (*head, *(section(*one) for one in sections)))


def _what_ran(record: Part) -> str:
    settings, inputs = dict(part(record, "settings")), part(record, "inputs")
    seconds, size = record.get("seconds") or 0, count(record, "bytes") / 1e6
    before = f" <small>and {number(inputs['done before'])} before</small>" if inputs.get("done before") else ""
    ran = [
        Pair("version", name(settings.pop("version", "unknown"))),
        Pair("model", name(str(settings.pop("model", "unknown"))[:12])),
        *filter(None, (_setting(key, value) for key, value in settings.items())),
    ]
    took = [
        Pair("seconds", f"{seconds:,.1f}"),
        Pair("files", number(count(inputs, "done")) + before),
        Pair("MB", f"{size:,.1f}"),
        Pair("MB/s", f"{size / seconds:,.1f}" if seconds else "–"),
    ]
    return pairs(ran + took)


def _setting(key: str, value: Any) -> Pair | None:
    """A setting, unless it need not be told."""
    usual = key in _DEFAULTS and value == _DEFAULTS[key]
    if usual and key not in _ALWAYS_SHOWN:
        return None
    shown = ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else value
    return Pair(name(key.replace("_", " ")), name(shown) + ("" if usual else " <small>not the default</small>"))


def _headline(record: Part, total: Part, odd: int) -> str:
    lines, kept = count(total, "lines"), count(total, "kept")
    failed, without_text = count(part(record, "inputs"), "failed"), count(record, "without_text")
    figures = (
        Pair("documents", number(count(total, "documents"))),
        Pair("lines", number(lines)),
        Pair("lines kept", f"{number(kept)} <small>{percent(kept, lines)}</small>"),
        Pair("characters removed", percent(count(total, "chars_gone"), count(total, "chars"))),
        Pair("documents left alone", number(count(total, "left_alone"))),
        Pair("failed", number(failed), failed > 0),
        Pair("records without a text", number(without_text), without_text > 0),
        Pair("unusual folders", number(odd), odd > 0),
    )
    return pairs(figures, "figures")


def _folder_bars(folders: Mapping[str, Part], odd: set[str], total: Part) -> str:
    """A bar for each folder, the largest share first, below that of all."""
    if not folders:
        return ""
    names = sorted(folders, key=lambda key: (-share(folders[key]), key))
    shown, rest = names[:FOLDERS_SHOWN], names[FOLDERS_SHOWN:]
    shown += [key for key in rest if key in odd][-UNUSUAL_SHOWN:]
    notes = [
        "Share of the characters that went. Unusual: far from the median of the folders with "
        f"{LEAST_DOCUMENTS} documents or more; the layout of their pages may have changed."
    ]
    if hidden := len(names) - len(shown):
        notes.append(f"Not shown: {number(hidden)} more folders, unusual ones: {number(len(odd.difference(shown)))}.")
    rows = [_folder_bar(name(key), folders[key], key in odd) for key in shown]
    heads = ("folder", "documents", "left alone", "removed")
    return note(" ".join(notes)) + bars(heads, [_folder_bar("<strong>overall</strong>", total), *rows])


def _folder_bar(label: str, tally: Part, odd: bool = False) -> Bar:
    gone = share(tally)
    figures = (number(count(tally, "documents")), number(count(tally, "left_alone")), percent(gone))
    return Bar(f"{label} <mark>unusual</mark>" if odd else label, figures, gone, odd)


def _kind_bars(total: Part) -> str:
    """A bar for each kind of line that went, the most first; that of the first one is full."""
    gone = {key.removeprefix("gone_"): count(total, key) for key in total if key.startswith("gone_")}
    kinds = sorted(filter(gone.get, gone), key=lambda kind: (-gone[kind], kind))
    most, every = max(gone.values(), default=0), sum(gone.values())
    rows = [Bar(_kind(kind), (number(gone[kind]), percent(gone[kind], every)), gone[kind] / most) for kind in kinds]
    blanks, trimmed = number(count(total, "blanks")), number(count(total, "trimmed"))
    further = note(f"Besides, {blanks} blank lines went, and {trimmed} ends of lines that stayed.") if total else ""
    return bars(("kind", "lines", "of these"), rows) + further


def _kind(kind: str) -> str:
    return f"<strong>{name(kind)}</strong> <small>{DESCRIPTION.get(kind, '')}</small>"


def _histogram(total: Part) -> str:
    """A bar for the documents of each class of shares; that of the largest class is full."""
    counts = [count(total, f"share_{place}") for place in range(SHARES)]
    most, width = max(counts), 100 // SHARES
    rows = [
        Bar(f"{place * width} to {(place + 1) * width} %", (number(n), percent(n, sum(counts))), n / most)
        for place, n in enumerate(counts if most else ())
    ]
    return bars(("characters removed", "documents", "of all"), rows)


def _examples(kinds: Part) -> str:
    """Lines that went, folded up kind by kind."""
    return "\n".join(
        f"<details><summary>{_kind(kind)}</summary>{items(map(_line, some), len(some))}</details>"
        for kind, some in kinds.items()
        if some
    )


def _line(sample: Part, fate: str = "") -> str:
    """A line, what became of it, and where it stands."""
    where = f"{name(sample.get('document', ''))}, line {number(count(sample, 'line'))}"
    return text(sample.get("text", "")) + note(f"{fate}probability {sample.get('probability') or 0:.3f} · {where}")


def _uncertain(sample: Part) -> str:
    fate = "kept" if sample.get("kept") else "removed"
    return _line(sample, f"<strong>{fate}</strong> as {name(sample.get('kind', ''))} · ")


def _reason(row: Part) -> str:
    return f"{name(row.get('name', ''))}: {name(row.get('reason', ''))}"
