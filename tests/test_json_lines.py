"""JSON lines: nothing but the text changes, whatever the spelling; what is no record comes out as it went in."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from by_rule import BY_RULE, EMPTYING, ByRule, cleaned
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from trees import encode

from cleaner.formats import Fields, json_lines
from cleaner.formats.json_field import Number, find, find_text, written, written_bytes
from cleaner.formats.json_lines import JsonLines, Lines, blocks_of


def records(content: bytes, fields: Fields | None = None) -> list[tuple[str | None, str | None]]:
    """Texts, and what is wrong, of all records."""
    return [(record.text, record.wrong) for record in JsonLines(fields or Fields()).records(Lines(1, content))]


# A text spelt in one of the ways JSON allows, piece by piece: (the piece, what it is when it is read).
ESCAPES = [r"\"", r"\\", r"\/", r"\b", r"\f", r"\n", r"\r", r"\t", r"\u000a", r"\u0023", r"\u00e9", r"\u00E9"]
HALVES = [r"\ud83d\ude00", r"\ud83d", r"\ude00", r"\udc80"]
LITERALS = ["#", "a", "é", "語", "😀", "/", " ", "\x7f", "\x85", "\u2028", "\t", "\0", "\ufeff"]
ODD_BYTES = ["\udc80", "\udcff"]
strings = st.lists(st.sampled_from([*ESCAPES, *HALVES, *LITERALS]), max_size=12).map("".join)
odd_strings = st.lists(st.sampled_from([*ESCAPES, *LITERALS, *ODD_BYTES]), max_size=12).map("".join)
literals = (strings | odd_strings).map(lambda text: f'"{text}"')

blanks = st.sampled_from(["", "", " ", "  ", "\t", " \r"])
values = st.sampled_from([
    "1", "-0", "1.50", "1e5", "1E+05", "0.1e-7", "9" * 400, "true", "null", "[]", "[ 1,2 ]", "{}", "NaN", "-Infinity",
    '{"text": "#no\\n"}', '[{"text":"x"}]', r'"\/\u00e9é"', '"#"', '""', '"\udcfe"',
]) | literals  # fmt: skip
names = st.sampled_from(['"a"', '"id"', '"text"', r'"te\u0078t"', '"Text"', '""', '"é"', r'"\""', '"text "'])
members = st.builds("{}{}{}:{}{}{}".format, blanks, names, blanks, blanks, values, blanks)


@st.composite
def lines(draw: st.DrawFn) -> tuple[str, str, str]:
    """An object as a line: what stands before its text, the text, what stands behind it."""
    before = draw(st.lists(members, max_size=3))
    after = draw(st.lists(members.filter(lambda member: json.loads(f"{{{member}}}", strict=False).keys() != {"text"}),
                          max_size=3))  # fmt: skip
    name = draw(st.sampled_from(['"text"', r'"te\u0078t"', r'"\u0074ext"']))
    head = (
        f"{draw(blanks)}{{{''.join(f'{member},' for member in before)}{draw(blanks)}{name}{draw(blanks)}:{draw(blanks)}"
    )
    tail = f"{draw(blanks)}{''.join(f',{member}' for member in after)}}}{draw(blanks)}"
    return head, draw(literals), tail


@given(st.lists(lines(), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n", "\n\n", "\n \n"]), st.booleans(),
       st.booleans(), st.booleans())  # fmt: skip
@settings(max_examples=60)
@example([('{"n": 1.50, "text":', r'"a\u00e9\n#\/\nb"', ',"n":1e5}')], "\n", False, False, False)
@example([('{"text":', '"é\\n\\u00e9 #\\n"', "}")], "\n", True, True, True)
@example([('{"text":', '"\udc80\\n\\ud83d\\n#\\n"', "}")], "\n", True, False, True)
def test_nothing_but_the_text_changes(
    made: list[tuple[str, str, str]], end: str, last_end: bool, mark: bool, large: bool
) -> None:
    """The law of this format: bytes around the text, whole lines that lose nothing, and back to what there was."""
    raw = "\ufeff" * mark + end.join(map("".join, made)) + end * last_end
    done = cleaned({"d/f.jsonl": encode(raw)}, large=large)
    assert not done.failed
    assert not done.wrong
    rest = done.clean["d/f.jsonl"].decode("utf-8", "surrogateescape").removeprefix("\ufeff" * mark)
    for i, (head, literal, tail) in enumerate(made):
        rest_of_line = tail + (end if last_end or i < len(made) - 1 else "")
        text = json.loads(literal, strict=False)
        clean = BY_RULE.clean(text)
        if clean == text:
            assert rest.startswith(head + literal + rest_of_line)
            rest = rest.removeprefix(head + literal + rest_of_line)
            continue
        assert rest.startswith(head)
        value, at = json.JSONDecoder(strict=False).raw_decode(rest, len(head))
        assert value == clean
        assert rest.startswith(rest_of_line, at)
        rest = rest[at + len(rest_of_line) :]
    assert rest == ""
    assert not done.not_restored
    assert done.restored == {"d/f.jsonl": encode(raw)}


SPELLINGS = {
    "numbers": (r'{"a": 1.50, "text": "a\n#\n", "b": 1e5}', r'{"a": 1.50, "text": "a\n", "b": 1e5}', "not computed"),
    "blanks": ('\t{ "text" :"a\\n#\\n" , "a":[ 1,2 ] } ', '\t{ "text" :"a\\n" , "a":[ 1,2 ] } ', "all kept"),
    "ascii": (r'{"text": "é\n\u00e9#\n"}', r'{"text": "é\n"}', "characters stay characters"),
    "escapes": (r'{"text": "\u00e9\n#\n", "a": "é"}', r'{"text": "\u00e9\n", "a": "é"}', "ASCII stays ASCII"),
    "slashes": (r'{"text": "a/b\n#\n", "a": "\/"}', r'{"text": "a/b\n", "a": "\/"}', "other fields keep theirs"),
    "twice": (r'{"text": "#x\n", "text": "a\n#\n"}', r'{"text": "#x\n", "text": "a\n"}', "the last is what counts"),
    "escaped name": (r'{"te\u0078t": "a\n#\n"}', r'{"te\u0078t": "a\n"}', "the name is what it says"),
    "inner": (r'{"a": {"text": "#\n"}, "text": "a\n#\n"}', r'{"a": {"text": "#\n"}, "text": "a\n"}', "of none inside"),
    "line end": ('{"text": "a\u2028#\u2028é"}', '{"text": "a\\u2028é"}', "some readers would end the line there"),
    "half a character": (r'{"text": "é\ud83d\n#\n"}', r'{"text": "é\ud83d\n"}', "UTF-8 cannot hold it"),
    "nothing goes": (r'{"text": "\u0061\/"}', r'{"text": "\u0061\/"}', "then nothing is spelt anew"),
    "all is noise": (r'{"text": "\u0023"}', r'{"text": "\u0023"}', "a document without an article is left alone"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "clean", "why"), SPELLINGS.values(), ids=SPELLINGS)
def test_spellings(raw: str, clean: str, why: str) -> None:
    done = cleaned({"f.jsonl": raw.encode()})
    assert done.clean == {"f.jsonl": clean.encode()}, why
    assert done.restored == {"f.jsonl": raw.encode()}, why


def test_bytes_that_are_not_utf_8_stay_those_bytes() -> None:
    """Also in the text itself, and in the name of the record that the removed lines tell."""
    raw = b'{"id": "\xfe", "text": "\xe9t\xe9\\n#\xff\\n", "a": "\x80"}\n'
    done = cleaned({"f.jsonl": raw}, Fields(id="id"))
    assert done.clean == {"f.jsonl": b'{"id": "\xfe", "text": "\xe9t\xe9\\n", "a": "\x80"}\n'}
    assert json.loads(done.removed["f.jsonl.jsonl"])["document"] == "\udcfe"
    assert done.restored == {"f.jsonl": raw}


def test_a_text_of_which_nothing_stays_is_an_empty_string() -> None:
    raw = b'{"text": "a\\n#\\n"}\n{"text": ""}\n'
    done = cleaned({"f.jsonl": raw}, ready=ByRule(EMPTYING))
    assert done.clean == {"f.jsonl": b'{"text": ""}\n{"text": ""}\n'}
    assert done.restored == {"f.jsonl": raw}


GOOD = '{"text": "a\\n#\\n"}'
BAD = {
    "array": ('["a\\n#\\n"]', "not a JSON object: no { at character 1"),
    "string": ('"a\\n#\\n"', "not a JSON object: no { at character 1"),
    "number": ("3", "not a JSON object: no { at character 1"),
    "words": ("a # b", "not a JSON object: no { at character 1"),
    "missing": ('{"id": 1}', "no field 'text'"),
    "empty": ("{}", "no field 'text'"),
    "another name": ('{"Text": "a\\n#\\n"}', "no field 'text'"),
    "text is a number": ('{"text": 1.50}', "'text' is not a string"),
    "text is NaN": ('{"text": NaN}', "'text' is not a string"),
    "text is a long number": (f'{{"text": {"9" * 10_000}}}', "'text' is not a string"),
    "text is a list": ('{"text": ["a\\n#\\n"]}', "'text' is not a string"),
    "text is an object": ('{"text": {"text": "a\\n#\\n"}}', "'text' is not a string"),
    "text is false": ('{"text": false}', "'text' is not a string"),
    "the last is none": ('{"text": "a\\n#\\n", "text": 3}', "'text' is not a string"),
    "garbage behind": ('{"text": "a\\n#\\n"} x', "something follows the JSON object"),
    "two objects": ('{"text": "a\\n#\\n"}{}', "something follows the JSON object"),
    "cut off": ('{"text": "a\\n#\\n"', "not a whole JSON object"),
    "cut off in a string": ('{"text": "a\\n#', "Unterminated string starting at at character 10"),
    "cut off before a value": ('{"text":', "not a whole JSON object"),
    "no value": ('{"text": "a\\n#\\n", "a": }', "not a whole JSON object"),
    "no name": ('{"text": "a\\n#\\n", }', "a field's name is missing at character 20"),
    "single quotes": ("{'text': 'a'}", "a field's name is missing at character 2"),
    "no colon": ('{"text" "a\\n#\\n"}', "not a JSON object: no : at character 9"),
    "no comma": ('{"text": "a\\n#\\n" "a": 1}', "not a JSON object: no , at character 19"),
    "bad escape": (r'{"text": "a\n#\n\x"}', r"Invalid \escape at character 17"),
    "short escape": (r'{"text": "a\n#\n\u12"}', r"Invalid \uXXXX escape at character 18"),
    "deep": ('{"a": ' + "[" * 100_000 + "]" * 100_000 + ', "text": "a\\n#\\n"}', "nested too deeply"),
    "deep and cut off": ('{"text": "a\\n#\\n", "a": ' + '{"a":' * 100_000, "nested too deeply"),
    "NUL": ("\0", "not a JSON object: no { at character 1"),
}  # fmt: skip


@pytest.mark.parametrize(("bad", "said"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("large", [False, True])
def test_bad_records_come_out_as_they_went_in(bad: str, said: str, large: bool) -> None:
    """And are told with their lines; their neighbours are cleaned."""
    raw = f"{GOOD}\n\n{bad}\n{GOOD}"
    done = cleaned({"f.jsonl": raw.encode()}, large=large)
    good = GOOD.replace(r"#\n", "")
    assert done.clean == {"f.jsonl": f"{good}\n\n{bad}\n{good}".encode()}
    assert done.wrong == [f"line 3: {said}"]
    assert done.summary.without_text == 1
    assert done.restored == {"f.jsonl": raw.encode()}


FINE = {
    "null": ('{"text": null}', "there is no text, which is not wrong"),
    "blank": (" \t\r", "nothing is in the line"),
    "a long number": (f'{{"n": {"9" * 10_000}, "text": "a"}}', "of another field"),
    "NaN": ('{"n": NaN, "m": -Infinity, "text": "a"}', "which Python writes"),
    "control characters": ('{"text": "a\tb\0"}', "which JSON forbids in strings and many write"),
    "deep, but not too deep": ('{"n": ' + "[" * 500 + "]" * 500 + ', "text": "a"}', "some nesting is usual"),
    "a mark alone": ("\ufeff", "a file of nothing but a byte-order mark"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "why"), FINE.values(), ids=FINE)
def test_records_that_are_not_wrong(line: str, why: str) -> None:
    [(_, wrong)] = records(line.encode())
    assert wrong is None, why


def test_half_a_character_before_an_odd_byte_is_left_alone() -> None:
    """As JSON, where they are kept as removed lines, the two would be read as one character."""
    half, odd = rb'{"text": "a\n#\ud83d"}', b'{"text": "a\\n#\xed"}'
    both = b'{"text": "a\\n#\\ud83d\xed"}'
    done = cleaned({"f.jsonl": b"\n".join([half, odd, both])})
    assert done.clean["f.jsonl"].split(b"\n")[2] == both
    assert len(done.wrong) == 1
    assert "line 3: 'text' holds half a character" in done.wrong[0]
    assert done.restored["f.jsonl"].split(b"\n") == [half, odd, both]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
objects = st.dictionaries(st.sampled_from(["text", "id", "é", ""]) | st.text(max_size=3), json_values, max_size=4)


@given(objects, st.booleans(), st.sampled_from([None, 0, 1]))
def test_found_values_are_those_of_a_json_reader(fields: dict[str, Any], ascii_only: bool, indent: int | None) -> None:
    """Each where it is said to stand; numbers are not computed."""
    line = json.dumps(fields, ensure_ascii=ascii_only, indent=indent)
    found, brace = find(line, ("text", "id"))
    assert brace == len(line) - 1
    assert found.keys() == fields.keys() & {"text", "id"}
    for name, value in found.items():
        again = json.loads(line[value.start : value.end])
        assert json.dumps(again) == json.dumps(fields[name])
        assert value.value == again or isinstance(again, int | float | list | dict)
        assert isinstance(value.value, Number) == (isinstance(again, int | float) and not isinstance(again, bool))


SEVERAL_NAMES = [
    '{"text": "-0e0000"}', '{"a": "-0e0000", "text": "x"}', '{"text": "x", "text": -0e0000}', '{"text": "x"5}',
    '{"a": {"text": "x"}, "text": "-0e0000"}', '{"a": {"text": "x"}, "text": -0e0000}', '[{"text": "x"}]',
    '{"text": "x"} {"text": "y"}', r'{"a": "\"text\": ", "text": "y"}', '{"a": "text", "text": "y"}',
]  # fmt: skip


@given(lines().map("".join) | members.map("{{{}}}".format) | st.sampled_from(SEVERAL_NAMES), st.data())
def test_the_quick_way_finds_what_the_other_does(line: str, data: st.DataObject) -> None:
    """Or leaves it to the other; also in lines that are not whole, or that say the name in several places."""
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(line)))
        put = data.draw(st.sampled_from(["", *string.printable, '"text":', '"text": "x"']))
        line = line[:at] + put + line[at + data.draw(st.integers(0, 1)) :]
    quick = find_text(line, "text")
    if quick is not None:
        found, brace = find(line, ("text", "id"))
        value, start, end, last, others = quick
        assert (found["text"], brace) == ((start, end, value), last)
        assert ("id" in found) == ("id" in others)
        assert "id" not in found or found["id"].value == others["id"]


def test_usual_lines_are_found_quickly() -> None:
    """Or nothing would be gained."""
    for line in ('{"text": "a\\n\\"#"}', '{"id": 1, "text":"é", "n": {"text": 1}} \r', '{"text" : "", "b": [1.5]}'):
        assert find_text(line, "text"), line


@given(objects, st.data())
def test_what_a_json_reader_refuses_is_refused(fields: dict[str, Any], data: st.DataObject) -> None:
    """An object with a character too many, too few or another; the two agree on each."""
    line = json.dumps(fields)
    at = data.draw(st.integers(0, len(line)))
    put = data.draw(st.sampled_from(["", *string.printable]))
    line = line[:at] + put + line[at + data.draw(st.integers(0, 1)) :]
    assume("\ufeff" not in line)
    try:
        whole = isinstance(json.loads(line, strict=False), dict)
    except ValueError:
        whole = False
    try:
        find(line, ("text",))
    except ValueError:
        assert not whole
    else:
        assert whole


@pytest.mark.parametrize("block_bytes", [1, 7, 64, 1000])
def test_blocks_are_bounded_and_change_nothing(
    block_bytes: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A block ends at a line end; it is as long as what is read at a time, and the rest of a line."""
    some = [GOOD, "[1]", "", '{"text": null}', '{"text": "' + "a" * 100 + '"}', "\r"] * 4
    raw = "\n".join(some).encode()
    whole = cleaned({"f.jsonl": raw}, large=True)
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", block_bytes)
    (tmp_path / "f.jsonl").write_bytes(raw)
    blocks = list(JsonLines(Fields()).blocks(tmp_path / "f.jsonl"))
    assert b"".join(block.content for block in blocks) == raw
    assert [block.first for block in blocks] == [
        1 + b"".join(block.content for block in blocks[:i]).count(b"\n") for i in range(len(blocks))
    ]
    longest = max(map(len, some)) + 1
    assert max(len(block.content) for block in blocks) < longest + block_bytes
    parted = cleaned({"f.jsonl": raw}, large=True)
    assert (parted.clean, parted.removed, parted.restored) == (whole.clean, whole.removed, whole.restored)
    assert parted.summary.without_text == whole.summary.without_text == 4
    assert parted.wrong == whole.wrong
    assert parted.wrong[:3] == [f"line {n}: not a JSON object: no {{ at character 1" for n in (2, 8, 14)]


@pytest.mark.parametrize(("longest", "refused"), [(16, True), (64, False)])
def test_a_line_has_a_longest(longest: int, refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of gigabytes without a line end is not taken into memory in the hope of one."""
    monkeypatch.setattr(json_lines, "BLOCK_BYTES", 8)
    monkeypatch.setattr(json_lines, "LARGEST_LINE", longest)
    raw = f'{GOOD}\n{{"text": "{"a" * 30}"}}\n'.encode()
    done = cleaned({"f.jsonl": raw}, large=True)
    said = f"line 2: longer than {longest} bytes; is each record on its own line?"
    assert done.failed == ({"f.jsonl": said} if refused else {})
    assert ("f.jsonl" in done.clean) != refused


@given(st.lists(st.binary(min_size=1, max_size=9)))
def test_lines_come_whole_however_they_are_read(pieces: list[bytes]) -> None:
    """A pipe gives what is there: half a line, several lines."""
    left = iter([b"\n", *pieces])
    blocks = list(blocks_of(lambda _: next(left, b"")))
    assert b"".join(block.content for block in blocks) == b"".join([b"\n", *pieces])
    assert all(block.content.endswith(b"\n") for block in blocks[:-1])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused_at_once(encoding: str) -> None:
    """Not line by line, a billion times."""
    raw = ("\ufeff" * (encoding == "utf-16-be") + GOOD).encode(encoding)
    done = cleaned({"f.jsonl": raw})
    assert done.failed == {"f.jsonl": "line 1: this is UTF-16; JSON lines are UTF-8"}
    assert done.clean == {}


ANNOTATED = {
    "something would go": (r'{"text": "a\n#\n", "n": 1.50}', [{"start": 2, "end": 4, "kind": "ad"}], "the text stays"),
    "nothing would go": (r'{"text": "\u0061"}', [], "a field for every text"),
    "blanks": ('{ "text": "a\\n#é\\n" } \r', [{"start": 2, "end": 5, "kind": "ad"}], "the line and more"),
    "a blank line goes along": (r'{"text": "a\n\n#\n\nb"}', [{"start": 3, "end": 5, "kind": "ad"},
                                {"start": 5, "end": 6, "kind": "blank"}], "it would go as well"),
}  # fmt: skip


@pytest.mark.parametrize(("raw", "spans", "why"), ANNOTATED.values(), ids=ANNOTATED)
def test_annotate(raw: str, spans: list[dict[str, Any]], why: str) -> None:
    done = cleaned({"f.jsonl": f"{raw}\n".encode()}, Fields(annotate="noise"))
    line = done.clean["f.jsonl"].decode().removesuffix("\n")
    read = json.loads(line)
    assert [{**span, "probability": 0.0} for span in spans] == read.pop("noise"), why
    assert read == json.loads(raw)
    at = line.index(', "noise": [')
    end = line.rindex("]") + 1
    assert line[:at] + line[end:] == raw, why


def test_annotate_does_not_write_a_second_field_of_the_name() -> None:
    """Annotated twice, by mistake; and a record without a text gets no spans."""
    raw = b'{"text": "#\\na", "noise": []}\n{"text": null}\n[1]\n'
    done = cleaned({"f.jsonl": raw}, Fields(annotate="noise"))
    assert done.clean == {"f.jsonl": raw}
    assert done.wrong == ["line 1: there is a field 'noise' already", "line 3: not a JSON object: no { at character 1"]


def test_ids_name_records_and_need_not_differ() -> None:
    raw = "\n".join(
        f'{{"id": {i}, "text": "a\\n#{n}\\n"}}' for n, i in enumerate(['"x"', '"x"', "1.50", "null", "[1]"])
    )
    done = cleaned({"f.jsonl": raw.encode()}, Fields(id="id"))
    rows = [json.loads(line) for line in done.removed["f.jsonl.jsonl"].splitlines()]
    assert [row["document"] for row in rows] == ["x", "x", "1.50", "f.jsonl", "['1']"]
    assert [row["record"] for row in rows] == [1, 2, 3, 4, 5]
    assert done.restored == {"f.jsonl": raw.encode()}


def test_another_field_can_be_the_text() -> None:
    raw = b'{"text": "b\\n#\\n", "body text": "a\\n#\\n"}\n'
    done = cleaned({"f.ndjson": raw}, Fields(text="body text"))
    assert done.clean == {"f.ndjson": b'{"text": "b\\n#\\n", "body text": "a\\n"}\n'}
    assert done.restored == {"f.ndjson": raw}


@given(st.text() | st.text('a\n"\\\t\x00\u2028é\ud800\udc80'), st.sampled_from(['"a"', '"é"', '"\udc80"']))
@example('a\\\n"é\x85', '"é"')
@example("a\x1f\né", '"é"')
@example("a\x7f\n", '"a"')
@example("a\x7f\n", '"é"')
def test_bytes_are_written_as_strings_are(text: str, like: str) -> None:
    """The fast way for plain texts gives what the slow one does for all."""
    assert written_bytes(text, encode(like)) == encode(written(text, like))
