"""The page of a run: what it shows, what it marks, and that nothing in a record can break it or blow it up."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.kinds import DESCRIPTION, KINDS
from cleaner.policy import STRICTNESS
from cleaner.report import FOLDERS_SHOWN, page
from cleaner.report_style import NAME_SHOWN
from cleaner.run.record import run_record
from cleaner.run.samples import Sample, Samples
from cleaner.run.summary import Summary
from cleaner.run.tally import NAMES, Tally
from cleaner.unusual import LEAST_DOCUMENTS, unusual

SETTINGS = {
    "version": "1.2.3",
    "model": "0123456789abcdef" * 4,
    "keep": ["title", "heading", "body"],
    "strictness": STRICTNESS,
    "text_field": "text",
    "id_field": None,
    "annotate": None,
    "removed": False,
}
VOID = {"meta", "br", "rect"}


class Page(HTMLParser):
    """The tags of a page with their attributes, its text, and the texts of its rows, items and pairs.

    Fails where a tag is not closed in its place.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.rows: list[str] = []
        source.encode("utf-8")
        self.feed(source)
        self.close()
        assert not self.open
        self.rows = [" ".join(row.split()) for row in self.rows]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"tr", "li", "div"}:
            self.rows.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag
        if self.rows and tag in {"td", "th", "dt", "p"}:
            self.rows[-1] += " "

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text += data
        if {"tr", "li", "div"} & {*self.open}:
            self.rows[-1] += data


def tally(documents: int = 20, chars: int = 1000, gone: int = 300, **numbers: int) -> dict[str, int]:
    return {"documents": documents, "chars": chars, "chars_gone": gone} | numbers


def sample(text: str = "Related stories", **fields: Any) -> dict[str, Any]:
    usual = Sample(0.1, "site/a.txt", 7, "related", 0.0314, False, text)
    return usual._asdict() | fields


def record(**parts: Any) -> dict[str, Any]:
    """A small record in which every part says something."""
    usual = {
        "format": 1,
        "settings": SETTINGS,
        "seconds": 2.0,
        "bytes": 9_000_000,
        "inputs": {"done": 40, "done before": 3, "failed": 1, "skipped": {"symbolic link": 5}},
        "failed": [{"name": "site/locked.txt", "reason": "Permission denied"}],
        "without_text": 4,
        "wrong_records": [{"name": "site/b.jsonl", "reason": "record 3 has no field 'text'"}],
        "total": tally(
            1234, 10_000, 2500, lines=8000, kept=5000, blanks=900, trimmed=17, left_alone=6,
            gone_related=1500, gone_ad=600, share_0=1000, share_2=200, share_9=34,
        ),
        "folders": {"site": tally(left_alone=2), "other": tally(gone=310)},
        "samples": {
            "kinds": {"related": [sample()], "ad": [sample("Advertisement", kind="ad")]},
            "uncertain": [sample("It rained.", kept=True, kind="body", probability=0.2004)],
            "left_alone": ["site/menu.txt"],
        },
    }  # fmt: skip
    return usual | parts


ROWS = (
    "version 1.2.3",
    "model 0123456789ab",
    "keep title, heading, body",
    f"strictness {STRICTNESS}",
    "seconds 2.0",
    "files 40 and 3 before",
    "MB 9.0",
    "MB/s 4.5",
    "documents 1,234",
    "lines 8,000",
    "lines kept 5,000 62.5 %",
    "characters removed 25.0 %",
    "documents left alone 6",
    "failed 1",
    "records without a text 4",
    "overall 1,234 6 25.0 %",
    "other 20 0 31.0 %",
    "site 20 2 30.0 %",
    f"related {DESCRIPTION['related']} 1,500 71.4 %",
    f"ad {DESCRIPTION['ad']} 600 28.6 %",
    "0 to 10 % 1,000 81.0 %",
    "20 to 30 % 200 16.2 %",
    "90 to 100 % 34 2.8 %",
    "Related stories probability 0.031 · site/a.txt, line 7",
    "Advertisement probability 0.031 · site/a.txt, line 7",
    "It rained. kept as body · probability 0.200 · site/a.txt, line 7",
    "site/menu.txt",
    "site/locked.txt: Permission denied",
    "site/b.jsonl: record 3 has no field 'text'",
    "5: symbolic link",
)


@pytest.mark.parametrize("row", ROWS)
def test_says_what_the_record_says(row: str) -> None:
    assert row in Page(page(record())).rows


def test_bars_are_as_long_as_what_they_stand_for() -> None:
    """Shares of a folder are shares of its bar; the most frequent kind and the largest class fill theirs."""
    lengths = [attributes["width"] for tag, attributes in Page(page(record())).tags if tag == "rect"]
    folders, kinds, classes = lengths[:3], lengths[3:5], lengths[5:]
    assert folders == ["25.0", "31.0", "30.0"]
    assert kinds == ["100.0", "40.0"]
    assert classes == ["100.0", "0.0", "20.0", *["0.0"] * 6, "3.4"]


def test_says_how_many_the_record_does_not_name() -> None:
    """Six documents were left alone and four records had no text; the record names one of each."""
    text = Page(page(record())).text
    alone, failed, without_text, skipped = (
        text.rindex(title) for title in ("Documents left alone", "Failed", "Records without a text", "Skipped")
    )
    assert "Not shown: 5 more." in text[alone:failed]
    assert "Not shown" not in text[failed:without_text]
    assert "Not shown: 3 more." in text[without_text:skipped]


def test_order_of_rows() -> None:
    """What ran, then figures; the largest share first, the most lines first; then lines, documents, failures."""
    rows = Page(page(record())).rows
    assert [rows.index(row) for row in ROWS] == sorted(map(rows.index, ROWS))


@pytest.mark.parametrize(
    ("setting", "value", "row"),
    [
        ("text_field", "text", None),
        ("text_field", "content", "text field content not the default"),
        ("id_field", None, None),
        ("id_field", "url", "id field url not the default"),
        ("annotate", "noise", "annotate noise not the default"),
        ("removed", False, None),
        ("removed", True, "removed yes not the default"),
        ("keep", ["body"], "keep body not the default"),
        ("strictness", 0.7, "strictness 0.7 not the default"),
        ("new_setting", 1, "new setting 1 not the default"),
    ],
)
def test_settings_that_are_not_default(setting: str, value: object, row: str | None) -> None:
    rows = Page(page({"settings": SETTINGS | {setting: value}})).rows
    assert [other for other in rows if other.startswith(setting.replace("_", " "))] == ([row] if row else [])


@pytest.mark.parametrize(("field", "told"), [(None, False), ("noise", True)])
def test_texts_that_were_kept_whole_are_not_called_cleaned(field: str | None, told: bool) -> None:
    text = page({"settings": SETTINGS | {"annotate": field}})
    assert ("The texts were kept whole" in text) == told


def test_a_record_as_the_program_makes_it() -> None:
    """Through `run_record` and JSON, with every column filled."""
    full = Tally(range(1, len(NAMES) + 1))
    examples = {kind: [Sample(0.5, "d/f", 1, kind, 0.1, False, f"a line of {kind}")] for kind in KINDS}
    summary = Summary(files=3, bytes=10, tally=full, folders={"d": full}, seconds=1.0, samples=Samples(examples))
    rows = Page(page(json.loads(json.dumps(run_record(summary, SETTINGS))))).rows
    for kind in KINDS:
        assert f"a line of {kind} probability 0.100 · d/f, line 1" in rows
        assert f"{kind} {DESCRIPTION[kind]} {full[f'gone_{kind}']}" in " ".join(rows)


@pytest.mark.parametrize("part", [*record()])
@pytest.mark.parametrize("empty", [True, False])
def test_a_part_that_is_missing_or_empty(part: str, empty: bool) -> None:
    """The page is drawn from the others."""
    less = record()
    full = less.pop(part)
    Page(page(less | {part: type(full)()} if empty else less))


@pytest.mark.parametrize(
    "some",
    [
        {},
        {"folders": {"d": {}}},
        {"samples": {"kinds": {"ad": [{}], "related": []}, "uncertain": [{}]}},
        {"failed": [{}], "wrong_records": [{}], "settings": {"keep": None}},
        {"total": None, "folders": None, "samples": None, "inputs": None, "seconds": None},
    ],
)
def test_a_record_with_next_to_nothing(some: dict[str, Any]) -> None:
    assert "cleaner" in Page(page(some)).text


def shares(*odd: float, documents: int = LEAST_DOCUMENTS, gone: int = 300) -> dict[str, dict[str, int]]:
    """Ten folders of which 30 % went, or so, and some others."""
    usual = {f"d{i}": tally(chars=1000, gone=gone + i % 2) for i in range(10)}
    return usual | {f"odd{i}": tally(documents, 1000, round(1000 * share)) for i, share in enumerate(odd)}


# What stands out lies .02 * 3.5 / .6745 = .1038 away from .300, the median where an odd number of folders is alike.
@pytest.mark.parametrize(
    ("folders", "odd"),
    [
        (shares(0.404), set()),
        (shares(0.406), {"odd0"}),
        (shares(0.197), set()),
        (shares(0.195), {"odd0"}),
        (shares(0.95, 0.0), {"odd0", "odd1"}),
        (shares(0.95, documents=LEAST_DOCUMENTS - 1), set()),  # too few documents to say
        (shares(0.95, documents=LEAST_DOCUMENTS), {"odd0"}),
        (shares(*[0.9] * 4), {"odd0", "odd1", "odd2", "odd3"}),  # four of fourteen do not hide one another
        ({f"d{i}": tally(gone=100 * i) for i in range(10)}, set()),  # each has its own share, none is far from all
        ({"alone": tally(gone=900)}, set()),
        ({"a": tally(gone=100), "b": tally(gone=900)}, set()),  # of two nobody can say which is the odd one
        (shares() | {"empty": tally(chars=0, gone=0)}, set()),  # no characters, no share
    ],
)
def test_folders_that_stand_out(folders: dict[str, dict[str, int]], odd: set[str]) -> None:
    assert unusual(folders) == odd
    found = Page(page(record(folders=folders)))
    assert {row.split()[0] for row in found.rows if " unusual " in row} == odd
    assert f"unusual folders {len(odd)}" in found.rows


def test_spread_of_the_folders_sets_what_is_far() -> None:
    """The same folder among alike ones and among mixed ones: shares .2, .3, .4 have a deviation of .1."""
    alike = {f"d{i}": tally(gone=300) for i in range(9)}
    mixed = {f"d{i}": tally(gone=200 + 100 * (i % 3)) for i in range(9)}
    one = {"odd": tally(gone=700)}
    assert unusual(alike | one) == {"odd"}
    assert unusual(mixed | one) == set()
    assert unusual(mixed | {"odd": tally(gone=850)}) == {"odd"}


HOSTILE = {
    "ends a script": "</script><script>alert(1)</script>",
    "ends the style": "</style><img src=x onerror=alert(1)>",
    "leaves an attribute": "\"'><b onmouseover='x'>",
    "ends its element": "</p></li></bdi></td></table></body>",
    "a comment": "<!-- --!> <![CDATA[ ]]> <?php",
    "an entity": "&lt;b&gt; &amp &#60;b>",
    "a terminal's": "\x1b[31m\x00\x07\x7f\x9b",
    "undecodable bytes": "caf\udce9 \udcff",
    "half a pair": "\ud83d and \ude00",
    "line ends": "one\r\ntwo\x0bthree\x85four\u2028five\u2029six",
    "turns the text": "\u202egnp.exe\u2066\u200f",
    "no characters": "\ufffe\uffff\U0010ffff",
}
hostile_texts = st.lists(
    st.sampled_from([*HOSTILE.values()]) | st.text(st.characters(exclude_categories=())) | st.text("<>/&\"'= !-sp"),
    max_size=3,
).map("".join)


def everywhere(text: str) -> dict[str, Any]:
    """A record that says this wherever it can say something."""
    rows = [{"name": text, "reason": text}]
    line = sample(text, document=text, kind=text)
    return record(
        settings={"version": text, "model": text, "keep": [text], "strictness": text, text: text},
        inputs={"done": 1, "skipped": {text: 2}},
        failed=rows,
        wrong_records=rows,
        total=record()["total"] | {f"gone_{text}": 3},
        folders={text: tally()},
        samples={"kinds": {text: [line]}, "uncertain": [line], "left_alone": [text]},
    )


TAGS = Page(page(everywhere("calm"))).tags
"""The tags of a page with nothing hostile in it."""


def check_hostile(text: str) -> None:
    """The text changes no tag and no attribute, and can be written."""
    source = page(everywhere(text))
    assert Page(source).tags == TAGS
    assert not set(source) & {chr(c) for c in (*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029)}


@pytest.mark.parametrize("why", HOSTILE)
def test_hostile_texts_stay_text(why: str) -> None:
    check_hostile(HOSTILE[why])


@given(hostile_texts)
@settings(max_examples=60)
def test_no_text_becomes_anything_else(text: str) -> None:
    check_hostile(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <b> & \"c\" 'd' &lt;", "a <b> & \"c\" 'd' &lt;"),  # read back as it was
        ("a\x1bb\udce9c\r", "a\\x1bb\\xe9c\\x0d"),  # what cannot be seen is spelt out
        ("यह भी पढ़ें", "यह भी पढ़ें"),
        ("קראו\u200f עוד", "קראו\u200f עוד"),  # marks are part of the writing
    ],
)
def test_texts_are_readable(text: str, shown: str) -> None:
    assert shown in Page(page(everywhere(text))).text


def test_texts_are_set_apart_from_what_stands_around() -> None:
    """Whatever comes from the record stands in an element with a direction and a language of its own."""

    class Isolated(Page):
        def handle_data(self, data: str) -> None:
            super().handle_data(data)
            if "קראו" in data:
                assert self.tags[-1] in [("bdi", {"lang": ""}), ("p", {"class": "text", "lang": "", "dir": "auto"})]

    assert Isolated(page(everywhere("קראו"))).text.count("קראו") >= 15


def test_nothing_is_fetched_and_nothing_runs() -> None:
    found = Page(page(record()))
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "base", "form"}
    links = [value or "" for _, attributes in found.tags for key, value in attributes.items() if key in {"href", "src"}]
    assert links
    assert all(link.startswith("#") for link in links)
    assert {link[1:] for link in links} == {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    assert not any(word in page(record()) for word in ("url(", "@import", "http:", "https:"))


def test_many_folders_stay_small() -> None:
    """The 200 of which most went, unusual ones of which least went, and how many there are besides."""
    folders = {f"sites/a-rather-long-name-{i:05}/articles": tally(gone=300 + i % 100) for i in range(20_000)}
    folders |= {f"silent-{i}": tally(gone=0) for i in range(60)}
    text = "यह पंक्ति बहुत लंबी है और " * 12
    lines = [sample(text, document="sites/a-rather-long-name-00000/articles/0001.html")] * 12
    found = page(
        record(
            folders=folders,
            samples={"kinds": dict.fromkeys(KINDS, lines), "uncertain": lines * 3, "left_alone": ["d/f"] * 100},
            failed=[{"name": f"d/{i}", "reason": "Permission denied"} for i in range(5000)],
        )
    )
    assert len(found.encode()) < 300_000
    rows = Page(found).rows
    assert sum(row.startswith("sites/") and "39.9 %" in row for row in rows) == 200
    assert sum(row.startswith("silent-") and " unusual " in row for row in rows) == 50
    assert "Not shown: 19,810 more folders, unusual ones: 10." in found
    assert "Not shown: 4,900 more." in found


def test_as_many_folders_as_are_shown_and_one_more() -> None:
    folders = {f"d{i}": tally() for i in range(FOLDERS_SHOWN)}
    assert "Not shown" not in Page(page({"folders": folders})).text
    assert "Not shown: 1 more folders, unusual ones: 0." in Page(page({"folders": folders | {"e": tally()}})).text


@pytest.mark.parametrize(
    ("length", "shown"),
    [(NAME_SHOWN, "a" * NAME_SHOWN), (NAME_SHOWN + 1, "a" * 80 + " … " + "a" * 40)],
)
def test_long_names_lose_their_middle(length: int, shown: str) -> None:
    assert f"{shown}: full" in Page(page({"failed": [{"name": "a" * length, "reason": "full"}]})).rows
