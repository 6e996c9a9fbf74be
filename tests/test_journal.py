"""The journal: what is noted is found again, by whom it may be, and nothing that befalls it stops a run."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import OWN, read_own, read_tree, room_for, write_tree

from cleaner.run.done import Done
from cleaner.run.journal import Journal
from cleaner.run.journal_file import NAME, InUse
from cleaner.run.noted import Noted
from cleaner.run.past_runs import forget
from cleaner.run.samples import Sample, Samples
from cleaner.run.tally import Tally
from cleaner.run.tree import Entry

KEY: dict[str, Any] = {"model": "one", "strictness": 0.2, "keep": ["body"]}
SAMPLES = Samples({"ad": [Sample(0.5, "a", 3, "ad", 0.1, False, "Buy\udcff")]}, [], ["menu"])


def done(name: str = "a", size: int = 7, kept: int = 3, digest: str | None = None) -> Done:
    return Done(Entry(name, size, 1_900_000_000_123_456_789), digest, Tally.of({"kept": kept}))


def noted(folder: Path, *some: Done, key: dict[str, Any] = KEY) -> None:
    with Journal(folder, key) as journal:
        journal.note(some)


def found(folder: Path, *names: str, key: dict[str, Any] = KEY, anew: bool = False) -> list[Done | None]:
    with Journal(folder, key, anew=anew) as journal:
        return [journal.find(name) for name in names]


names = st.binary(min_size=1, max_size=30).filter(lambda name: b"\0" not in name).map(os.fsdecode)
tallies = st.dictionaries(st.sampled_from(["kept", "lines", "gone_ad"]), st.integers(1, 2**50)).map(Tally.of)
entries = st.builds(Entry, names, st.integers(0, 2**62), st.integers(-(2**62), 2**62))


@given(
    st.lists(
        st.builds(
            lambda done, wrong, more: done._replace(without_text=len(wrong) + more * bool(wrong), wrong=wrong),
            st.builds(Done, entries, st.none() | st.just("0f" * 32), tallies, st.integers(0, 2**62)),
            st.lists(st.text(max_size=5), max_size=3).map(tuple),
            st.integers(0, 9),
        ),
        unique_by=lambda one: one.entry.name,
    )
)
@settings(max_examples=20)
def test_what_is_noted_is_found_by_the_next(tmp_path_factory: pytest.TempPathFactory, some: list[Done]) -> None:
    """Whatever bytes its name is made of."""
    folder = tmp_path_factory.mktemp("clean")
    noted(folder, *some)
    assert found(folder, *(one.entry.name for one in some)) == some
    assert found(folder, "no such name at all, being longer than any") == [None]


def test_names_are_bytes(tmp_path: Path) -> None:
    """`\\xe9` is no UTF-8, and neither the letter é nor what it looks like when it is shown."""
    noted(tmp_path, done("d/\udce9"), done("e", kept=1))
    assert found(tmp_path, "d/\udce9", "d/é", "d/\\xe9", "d/?") == [done("d/\udce9"), None, None, None]


def test_what_was_not_saved_is_on_disk_when_the_journal_is_left(tmp_path: Path) -> None:
    """Also by an interrupt."""
    with pytest.raises(KeyboardInterrupt), Journal(tmp_path, KEY) as journal:
        journal.note([done()])
        raise KeyboardInterrupt
    assert found(tmp_path, "a") == [done()]


def test_the_last_note_counts(tmp_path: Path) -> None:
    noted(tmp_path, done(size=1), done(size=2), done("b"))
    with Journal(tmp_path, KEY) as journal:
        journal.note([done(size=3)])
        journal.forget(["b", "never noted"])
        assert [journal.find(name) for name in "ab"] == [done(size=3), None]
    assert found(tmp_path, "a", "b") == [done(size=3), None]


def test_samples_are_kept(tmp_path: Path) -> None:
    with Journal(tmp_path, KEY) as journal:
        assert journal.samples == Samples()
        journal.samples.add(SAMPLES)
    with Journal(tmp_path, KEY) as journal:
        assert journal.samples == SAMPLES


FORGOTTEN: dict[str, tuple[dict[str, Any], bool, bool, str]] = {
    "the same": (KEY, False, False, "there is no reason to do anything again"),
    "in another order": (dict(reversed(KEY.items())), False, False, "it says the same"),
    "anew": (KEY, True, True, "it was asked for"),
    "another value": (KEY | {"strictness": 0.3}, False, True, "the outputs would be others"),
    "less": ({"model": "one"}, False, True, "it was another version that noted this"),
    "more": (KEY | {"limit": 3}, False, True, "it was another version that noted this"),
}


@pytest.mark.parametrize(("key", "anew", "gone", "why"), FORGOTTEN.values(), ids=FORGOTTEN)
def test_what_was_done_otherwise_is_forgotten(
    key: dict[str, Any], anew: bool, gone: bool, why: str, tmp_path: Path
) -> None:
    with Journal(tmp_path, KEY) as journal:
        journal.note([done()])
        journal.samples.add(SAMPLES)
    with Journal(tmp_path, key, anew=anew) as journal:
        assert journal.find("a") == (None if gone else done()), why
        assert journal.samples == (Samples() if gone else SAMPLES), why
    assert found(tmp_path, "a") == [None if gone else done()], why


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    """Not in another process either, nor in between two savings; afterwards the second may."""
    script = f"from pathlib import *; from cleaner.run.journal import *; Journal(Path({str(tmp_path)!r}), {{}})"
    with Journal(tmp_path, KEY) as journal:
        journal.note([done()])
        journal.save()
        with pytest.raises(InUse, match=f"{tmp_path}: another run is writing there"):
            Journal(tmp_path, KEY, anew=True)
        with pytest.raises(InUse, match=f"{tmp_path}: another run is writing there"):
            forget(tmp_path, ["a"])
        second = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert "InUse" in second.stderr
        assert journal.find("a") == done()
    assert found(tmp_path, "a") == [done()]
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_killed_process_is_in_nobodys_way(tmp_path: Path) -> None:
    """What it saved is found, what it only noted is not."""
    script = (
        "import os; from pathlib import Path; from cleaner.run.done import *; from cleaner.run.journal import Journal\n"
        f"journal = Journal(Path({str(tmp_path)!r}), {KEY!r})\n"
        "def one(name): return Done(Entry(name, 7, 1_900_000_000_123_456_789), None, Tally.of({'kept': 3}))\n"
        "journal.note([one('a')]); journal.save(); journal.note([one('b')]); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 9
    assert found(tmp_path, "a", "b") == [done("a"), None]


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def no_database(path: Path) -> None:
    path.write_bytes(b"It rained.\n" * 1000)


def overwritten(path: Path) -> None:
    """All but the first page, which says what tables there are."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))


@pytest.mark.parametrize("damage", [emptied, cut, no_database, overwritten])
def test_a_damaged_journal_is_replaced(damage: Callable[[Path], None], tmp_path: Path) -> None:
    """It costs doing things again, and that but once."""
    some = [done(f"{'x' * 100}{n}") for n in range(500)]
    noted(tmp_path, *some)
    damage(tmp_path / OWN / NAME)
    for _ in range(2):  # where the damage is met only while something is looked for, the next run begins the new one
        with Journal(tmp_path, KEY) as journal:
            missing = [one for one in some if journal.find(one.entry.name) is None]
            journal.note(missing)
    assert found(tmp_path, *(one.entry.name for one in some)) == some
    with Journal(tmp_path, KEY) as journal:
        assert journal.problem is None


def test_damage_that_is_met_on_the_way_is_said(tmp_path: Path) -> None:
    """Here in most pages of the journal. From there on nothing is known any more, and the next run begins a new one."""
    some = [done(f"{'x' * 100}{n}") for n in range(500)]
    noted(tmp_path, *some)
    path = tmp_path / OWN / NAME
    with path.open("r+b") as file:
        file.seek(6 * 4096)
        file.write(b"\xa5" * (path.stat().st_size - 6 * 4096))
    with Journal(tmp_path, KEY) as journal:
        known = [journal.find(one.entry.name) for one in some]
        assert known == some[: known.index(None)] + [None] * (len(some) - known.index(None))
        assert journal.problem == (
            f"{path}: the journal cannot be written (database disk image is malformed); a second run will do more anew"
        )
    with Journal(tmp_path, KEY) as journal:
        assert (journal.find(some[0].entry.name), journal.problem) == (None, None)


def much(journal: Journal) -> None:
    for n in range(3):
        journal.note([done(f"{'x' * 100}{m}") for m in range(1000 * n, 1000 * n + 1000)])
        journal.save()
    journal.forget(["a"])


@pytest.mark.parametrize("room", [0, 100_000], ids=["no room at all", "some room"])
def test_what_cannot_be_noted_stops_nothing(room: int, tmp_path: Path) -> None:
    """It is a problem that is told of; what was noted before is found. With room enough there is none."""
    with Journal(tmp_path, KEY) as journal:
        journal.note([done()])
        journal.save()
        with room_for(room):
            much(journal)
    assert journal.problem
    assert journal.problem.startswith(f"{tmp_path / OWN / NAME}: the journal cannot be written (")
    assert journal.problem.endswith("; a second run will do more anew")
    with Journal(tmp_path, KEY) as journal:
        assert journal.find("a") == done()
        much(journal)
    assert journal.problem is None
    assert found(tmp_path, "a", f"{'x' * 100}2999") == [None, done(f"{'x' * 100}2999")]


def test_a_disk_that_is_full_from_the_first(tmp_path: Path) -> None:
    """An old journal serves to say what need not be done; a new one cannot be begun, and nothing else could be."""
    noted(tmp_path / "old", done())
    with room_for(0):
        with Journal(tmp_path / "old", KEY) as journal:
            assert journal.find("a") == done()
            assert journal.problem
        with pytest.raises(OSError, match="the journal cannot be written"):
            Journal(tmp_path / "new", KEY)


def test_a_folder_that_may_only_be_read() -> None:
    """What was noted serves and what is new cannot be noted; where all is to be done anew, it is refused at once."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        noted(folder, done())
        before = read_own(folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        root = os.geteuid() == 0  # who may write everywhere
        if root:
            os.seteuid(65_534)
        try:
            with Journal(folder, KEY) as journal:
                assert journal.find("a") == done()
                journal.note([done("b")])
                assert "readonly" in str(journal.problem)
            with pytest.raises(OSError, match=r"the journal cannot be written.*readonly") as error:
                Journal(folder, KEY, anew=True)
            assert error.value.filename == str(folder / OWN / NAME)
            assert read_own(folder) == before
        finally:
            if root:
                os.seteuid(0)
            for path in (folder, folder / OWN):
                path.chmod(0o755)


def in_the_way(folder: Path) -> None:
    (folder / OWN / NAME).mkdir(parents=True)


def a_file(folder: Path) -> None:
    (folder / OWN).write_bytes(b"")


@pytest.mark.parametrize(("make", "name"), [(in_the_way, f"{OWN}/{NAME}"), (a_file, OWN)])
def test_a_journal_that_cannot_be_begun_is_an_error(make: Callable[[Path], None], name: str, tmp_path: Path) -> None:
    """Said before anything is done, with the place."""
    make(tmp_path)
    with pytest.raises(OSError) as error:
        Journal(tmp_path, KEY)
    assert error.value.filename == str(tmp_path / name)


def test_reading_it_as_it_is_writes_nothing(tmp_path: Path) -> None:
    """For a dry run. With another key there is nothing to read."""
    with Noted.as_it_is(tmp_path, KEY) as journal:
        assert journal.find("a") is None
    assert list(tmp_path.iterdir()) == []
    noted(tmp_path, done())
    before = read_own(tmp_path)
    with Noted.as_it_is(tmp_path, KEY) as journal:
        assert [journal.find(name) for name in "ab"] == [done(), None]
    with Noted.as_it_is(tmp_path, KEY | {"keep": []}) as journal:
        assert journal.find("a") is None
    assert read_own(tmp_path) == before


@pytest.mark.parametrize("damage", [emptied, cut, no_database, overwritten])
def test_reading_a_damaged_one_finds_nothing_and_leaves_it(damage: Callable[[Path], None], tmp_path: Path) -> None:
    some = [done(f"{'x' * 100}{n}") for n in range(500)]
    noted(tmp_path, *some)
    damage(tmp_path / OWN / NAME)
    before = read_own(tmp_path)
    with Noted.as_it_is(tmp_path, KEY) as journal:
        assert journal.find(some[-1].entry.name) is None
    assert read_own(tmp_path) == before


def test_a_busy_one_is_said(tmp_path: Path) -> None:
    """It is not taken for none: a dry run would tell that all is to be done."""
    noted(tmp_path, done())
    with Journal(tmp_path, KEY), pytest.raises(InUse, match=f"{tmp_path}: another run is writing there"):
        Noted.as_it_is(tmp_path, KEY)
    with Noted.as_it_is(tmp_path, KEY) as journal:
        assert journal.find("a") == done()


def test_forgetting_from_outside(tmp_path: Path) -> None:
    """Some names go, whatever the key; without a journal there is nothing to forget, and none is made."""
    forget(tmp_path, ["a"])
    assert read_own(tmp_path) == {}
    noted(tmp_path, done("a"), done("\udce9"), done("c"))
    forget(tmp_path, ["a", "\udce9", "never noted"])
    assert found(tmp_path, "a", "\udce9", "c") == [None, None, done("c")]
    no_database(tmp_path / OWN / NAME)
    forget(tmp_path, ["a"])
    assert found(tmp_path, "c") == [None]


def test_what_stood_before_the_first_journal_is_remembered(tmp_path: Path) -> None:
    """Until it is gone, or all is done anew; also by a dry run. What comes later was written by a run."""
    write_tree(tmp_path, {"a": b"", "d/\udce9": b"", f"{OWN}/unfinished/1": b""})
    names = ("a", "d/\udce9", "d", f"{OWN}/unfinished/1", "later")

    def stood(journal: Noted) -> list[str]:
        with journal:
            return [name for name in names if journal.stood_before(name)]

    assert stood(Noted.as_it_is(tmp_path, KEY)) == ["a", "d/\udce9"]
    assert stood(Journal(tmp_path, KEY)) == ["a", "d/\udce9"]
    write_tree(tmp_path, {"later": b""})
    assert stood(Journal(tmp_path, {})) == stood(Noted.as_it_is(tmp_path, KEY)) == ["a", "d/\udce9"]
    with Journal(tmp_path, KEY) as journal:
        journal.is_gone("a")
    assert stood(Journal(tmp_path, KEY)) == ["d/\udce9"]
    assert stood(Journal(tmp_path, KEY, anew=True)) == stood(Journal(tmp_path, KEY)) == []


@pytest.mark.parametrize("damage", [cut, no_database, overwritten])
def test_of_a_damaged_journal_it_is_not_believed_that_no_run_wrote(
    damage: Callable[[Path], None], tmp_path: Path
) -> None:
    """The outputs are those of its runs: they are made again, as ever."""
    noted(tmp_path, *(done(f"{'x' * 100}{n}") for n in range(500)))
    write_tree(tmp_path, {"a": b""})
    damage(tmp_path / OWN / NAME)
    for _ in range(3):
        with Journal(tmp_path, KEY) as journal:
            for n in range(500):
                journal.find(f"{'x' * 100}{n}")
            assert not journal.stood_before("a")


def test_journals_of_parts_and_of_the_whole(tmp_path: Path) -> None:
    """What a run made of a part is none of what no run wrote, whichever of the two was first."""
    write_tree(tmp_path, {"whole/a": b""})
    noted(tmp_path / "whole/part")
    write_tree(tmp_path, {"whole/part/b": b"", "whole/part/c/d": b""})
    with Journal(tmp_path / "whole", KEY) as journal:
        assert [journal.stood_before(name) for name in ("a", "part/b", "part/c/d")] == [True, False, False]
    with Journal(tmp_path / "whole/part/c", KEY) as journal:
        assert not journal.stood_before("d")


def test_it_is_one_file_of_sqlite(tmp_path: Path) -> None:
    """Which anybody can look into, and which stands alone when it is closed."""
    noted(tmp_path, done("a", kept=5))
    assert read_own(tmp_path).keys() == {f"{OWN}/{NAME}"}
    assert read_tree(tmp_path) == {}
    with sqlite3.connect(tmp_path / OWN / NAME) as file:
        assert file.execute("select name, size, tally from done").fetchall() == [(b"a", 7, '{"kept": 5}')]
