"""What we compare with: the rules on cases counted by hand, the tools on one page each must get right."""

from __future__ import annotations

import pytest

from training.baselines import HTML, STOP_WORDS, TEXT, Outputs, c4_rules, run

FIVE = "The old pier is open."
PROSE = " ".join(["The old pier is open again after two winters of work, and the town is glad of it."] * 4)
PAGE = f"""<!doctype html><html lang="en"><head><title>Pier</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/n">Imprint</a></li></ul></nav>
<article><h1>Pier reopens</h1>{"".join(f"<p>{n}. {PROSE}</p>" for n in range(6))}</article>
<footer><a href="/c">Cookies</a></footer></body></html>"""


def rules(text: str, *, words: int = 5, sentences: int = 1) -> str:
    return c4_rules(text, words=words, sentences=sentences)


@pytest.mark.parametrize(
    ("line", "kept", "why"),
    [
        (FIVE, True, "five words and a full stop"),
        ("Is the old pier open?", True, "a question ends a sentence"),
        ('He said: "It is open"', True, "so does a closing quotation mark"),
        ("The old pier is open", False, "no end mark: a headline"),
        ("The pier is open.", False, "four words"),
        ("The old pier is open...", False, "an ellipsis is the mark of a teaser"),
        ("The old pier is open…", False, "the one-character ellipsis is no end mark"),
        ("Please enable JavaScript for this page.", False, "a notice of browsers"),
        ("We and others use cookies on this page.", False, "one of the six phrases"),
        (f"The old pier is {'x' * 1001} open.", False, "one word over 1,000 characters"),
        ("पुराना घाट फिर से खुल गया।", False, "the danda is no end mark to these rules"),
    ],
)
def test_c4_line(line: str, *, kept: bool, why: str) -> None:
    expected = f"{FIVE}\n{line}" if kept else FIVE
    assert rules(f"{FIVE}\n{line}\n") == expected, why


def test_c4_the_later_variant_takes_three_words() -> None:
    assert rules("It is open.", words=3) == "It is open."
    assert rules("It opened.", words=3) == ""


@pytest.mark.parametrize("bad", ["Lorem ipsum dolor sit amet.", "function { return to the pier."])
def test_c4_drops_the_whole_page(bad: str) -> None:
    assert rules(f"{FIVE}\n{bad}") == ""


def test_c4_a_bracket_in_a_line_that_goes_anyway_drops_no_page() -> None:
    assert rules(f"{FIVE}\nbody {{ color: red }}") == FIVE


def test_c4_needs_enough_sentences_on_a_page() -> None:
    two = f"{FIVE} {FIVE}"
    assert rules(two, sentences=2) == two
    assert rules(two, sentences=3) == ""


def test_c4_a_number_with_a_point_is_no_sentence() -> None:
    assert rules("The pier cost 2.5 million in 1901.5 coins.", sentences=2) == ""


def test_keep_all_keeps_all() -> None:
    assert TEXT["keep all"](" a\r\n\n b") == " a\r\n\n b"


@pytest.mark.parametrize("name", HTML)
def test_html_tools_find_the_article(name: str) -> None:
    text = HTML[name](PAGE)
    assert "two winters of work" in text
    assert "Imprint" not in text


@pytest.mark.parametrize("name", HTML)
def test_html_tools_keep_paragraphs_apart(name: str) -> None:
    """Words glued together at a paragraph's end would cost a tool shingles that it has found."""
    assert "of it.1. The" not in HTML[name](PAGE)


@pytest.mark.parametrize("name", HTML)
def test_an_xml_declaration_is_no_failure(name: str) -> None:
    """lxml refuses text with an encoding declaration unless asked nicely; pages of 2008 have one."""
    page = '<?xml version="1.0" encoding="iso-8859-1"?>\n' + PAGE
    assert "two winters" in run(name, HTML[name], [page]).texts[0]


def test_justext_has_every_list_we_name() -> None:
    justext = pytest.importorskip("justext")
    assert set(STOP_WORDS.values()) <= set(justext.get_stoplists())


def test_failures_are_empty_and_counted() -> None:
    def picky(text: str) -> str:
        if text == "bad":
            raise RecursionError("too deep")
        return text

    outputs = run("picky", picky, ["good", "bad", " "])
    assert outputs == Outputs(("good", "", " "), failed=1)
    assert outputs.empty == 2
