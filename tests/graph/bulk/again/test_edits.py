"""Lines that come and go are told beside a copy of the file as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bilat.graph.bulk.again import edits as module
from bilat.graph.bulk.again.edits import Edit, edits, moved


def told(folder: Path, before: bytes, after: bytes) -> tuple[Edit, ...] | None:
    """Return what is different in a text."""
    old, new = folder / "old", folder / "new"
    old.write_bytes(before)
    new.write_bytes(after)
    return edits(old, new)


def test_nothing_is_different(tmp_path: Path) -> None:
    """A file that is as it was has no edits, an empty one neither."""
    assert told(tmp_path, b"a\nb\n", b"a\nb\n") == ()
    assert told(tmp_path, b"", b"") == ()


def test_lines_that_come_go_and_change(tmp_path: Path) -> None:
    """Each place is told by itself, with the number that its first line had."""
    lines = [b"%d\n" % number for number in range(100)]
    new = [*lines[:10], b"x\n", *lines[10:50], b"y\n", b"z\n", *lines[51:90], *lines[92:]]
    assert told(tmp_path, b"".join(lines), b"".join(new)) == (
        Edit(11, (), (b"x\n",)),
        Edit(51, (b"50\n",), (b"y\n", b"z\n")),
        Edit(91, (b"90\n", b"91\n"), ()),
    )


def test_a_carriage_return_ends_no_line(tmp_path: Path) -> None:
    """Lines are those of N-Quads files, whatever other characters they hold."""
    assert told(tmp_path, b"a\rb\nc\n", b"a\rd\nc\n") == (Edit(1, (b"a\rb\n",), (b"a\rd\n",)),)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(b"a\nb\n", b"a\nb", id="an end is missing"),
        pytest.param(b"a\n", b"b\n" * 1000, id="very many lines came"),
        pytest.param(
            b"".join(b"%d\n" % n for n in range(4000)),
            b"x\n".join(b"%d\n" % n for n in range(4000)),
            id="all over",
        ),
    ],
)
def test_too_much_is_different(tmp_path: Path, before: bytes, after: bytes) -> None:
    """What cannot be told line by line is not told."""
    assert told(tmp_path, before, after) is None


def test_where_lines_stand_now() -> None:
    """Lines behind an edit move by what came and went; those that went stand nowhere."""
    made = (Edit(3, (), (b"x\n",)), Edit(5, (b"y\n", b"z\n"), ()))
    assert [moved(line, made) for line in range(1, 9)] == [1, 2, 4, 5, None, None, 6, 7]


def test_chance_edits_make_the_new_text_of_the_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever changed, and wherever pieces of a file end."""
    monkeypatch.setattr(module, "_PIECE", 64)
    chance = random.Random(5)  # noqa: S311 -- not a secret
    count = 0
    for _ in range(1500):
        lines = [
            bytes(chance.choices(b"ab", k=chance.randint(0, 5))) + b"\n" for _ in range(chance.randint(0, 40))
        ]
        new = list(lines)
        for _ in range(chance.randint(0, 3)):
            place = chance.randint(0, len(new))
            new[place : place + chance.randint(0, 2)] = [b"c\n"] * chance.randint(0, 2)
        found = told(tmp_path, b"".join(lines), b"".join(new))
        if found is None:
            continue
        made, place = [], 0
        for edit in found:
            made += [*lines[place : edit.line - 1], *edit.added]
            place = edit.line - 1 + len(edit.removed)
            assert tuple(lines[edit.line - 1 : place]) == edit.removed
        assert made + lines[place:] == new
        stand = [(each, moved(number, found)) for number, each in enumerate(lines, 1)]
        assert all(new[line - 1] == each for each, line in stand if line)
        count += bool(found)
    assert count > 500
