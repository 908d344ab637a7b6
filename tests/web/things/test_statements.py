"""Statements become lines: groups and words of the project, gaps printed, what is not read so comes last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bilat.graph.formats.quads import read_nquads
from bilat.web.reading import reading_of
from bilat.web.things.cards import Card
from bilat.web.things.evidence import Evidence, Shortened
from bilat.web.things.neighbourhood import Neighbourhood
from bilat.web.things.saying import Saying
from bilat.web.things.sheet import Statements
from bilat.web.things.statements import Composer

E = "https://example.org/"
BASE = "https://w3id.org/bilat/"
PREFIXES = {"e": E}
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def line(name: str, group: str = "g", *, inverse: bool = False, kind: str = "") -> dict[str, Any]:
    return {
        "property": E + name,
        "inverse": inverse,
        "class": kind,
        "name": name.title(),
        "group": group,
        "order": 1,
    }


def composed(quads: str, wording: Mapping[str, Any] | None = None, *lines: dict[str, Any]) -> Statements:
    """Return the lines of e:me; names in the quads are short."""
    around = Neighbourhood(E + "me")
    around.add(read_nquads(quads.replace("<e:", f"<{E}").replace("<b:", f"<{BASE}").encode()))
    reading = reading_of(
        {
            "groups": [{"iri": "g", "label": "Group", "order": 1}] if lines else [],
            "lines": lines,
            "prefixes": PREFIXES,
            "wording": wording or {},
        }
    )
    named = {term[1:-1] for triple in around.graphs for term in triple if term[0] == "<"}
    cards = {iri: Card(iri=iri, label=iri.removeprefix(E).title(), kind="thing") for iri in named}
    saying = Saying(around, cards, reading, "en")
    short = Shortened(PREFIXES)
    return Composer(around, cards, reading, saying, Evidence(around, cards, BASE, short), short).statements()


def told(found: Statements) -> dict[str, list[str]]:
    return {
        row.label: ["".join(piece.text for piece in value.pieces) for value in row.values]
        for section in found.sections
        for row in section.rows
    }


def test_without_groups_every_property_is_a_line() -> None:
    """Names stand in for words, and what points here comes last under a heading of its own."""
    found = composed("<e:me> <e:isPartOf> <e:whole> <e:g> .\n<e:other> <e:knows> <e:me> <e:g> .\n")
    assert [(section.label, [row.label for row in section.rows]) for section in found.sections] == [
        ("", ["Ispartof"]),
        ("What points here", ["Knows"]),
    ]
    assert found.further == ()


def test_without_groups_names_and_definitions_come_first() -> None:
    """However many values other properties have."""
    parts = "".join(f"<e:me> <e:a-part> <e:part{number}> <e:g> .\n" for number in range(3))
    found = composed(f'{parts}<e:me> <https://schema.org/description> "Of stone." <e:g> .\n')
    assert [row.label.rpartition("/")[2] for row in found.sections[0].rows] == ["Description", "A-Part"]


def test_what_has_no_line_comes_last() -> None:
    """With groups, a property without a line is a further statement."""
    found = composed("<e:me> <e:topic> <e:a> <e:g> .\n<e:me> <e:other> <e:b> <e:g> .\n", None, line("topic"))
    assert told(found) == {"Topic": ["A"]}
    assert [further.label for further in found.further] == ["Other"]


def test_inferred_value_that_is_on_the_page_is_not_said_twice() -> None:
    """It stays among the further statements, with the way to its reason."""
    quads = (
        "<e:me> <e:topic> <e:a> <e:g> .\n"
        "<e:me> <e:concerns> <e:a> <b:graph/inferred> .\n"
        "<e:me> <e:concerns> <e:b> <b:graph/inferred> .\n"
    )
    found = composed(quads, None, line("topic"), line("concerns"))
    assert told(found) == {"Topic": ["A"], "Concerns": ["B"]}
    (further,) = found.further
    (mark,) = further.value.marks
    assert (mark.kind, mark.href) == ("inf", "/why?s=e:me&p=e:concerns&o=e:a")
    assert mark.spoken == "Why A: "


def test_node_is_told_in_the_line_of_the_thing() -> None:
    """Its role names the line, its actor is the value, its side stands below."""
    quads = (
        "<e:me> <e:has> <e:part> <e:g> .\n<e:part> <e:actor> <e:japan> <e:g2> .\n"
        '<e:part> <e:role> "party" <e:g2> .\n<e:part> <e:side> "partner" <e:g2> .\n'
    )
    tell = {"by": "e:has", "line": "{e:role}", "says": "{e:actor}", "note": "[{e:side} side]"}
    found = composed(quads, {"tell": [tell]}, line("has"))
    (row,) = found.sections[0].rows
    (value,) = row.values
    assert (row.label, value.pieces[0].text, value.note) == ("Party", "Japan", "partner side")
    assert [mark.text for mark in value.marks] == ["g", "g2"]


def test_gap_is_printed_where_its_value_would_stand() -> None:
    """The line says that nothing is stated, and leads to the recorded gap."""
    wording = {
        "blank": "not stated",
        "gap": {"class": "e:Gap", "subject": "e:subject", "missing": "e:missing"},
        "expected": [{"class": "e:Dialogue", "lines": ["e:since", "e:topic"]}],
    }
    quads = (
        f"<e:me> {TYPE} <e:Dialogue> <e:g> .\n<e:me> <e:topic> <e:a> <e:g> .\n"
        f"<e:gap> {TYPE} <e:Gap> <e:g> .\n<e:gap> <e:subject> <e:me> <e:g> .\n"
        "<e:gap> <e:missing> <e:since> <e:g> .\n"
    )
    found = composed(quads, wording, line("topic"), line("since"))
    assert told(found) == {"Topic": ["A"], "Since": ["not stated"]}
    value = next(row for row in found.sections[0].rows if row.label == "Since").values[0]
    assert value.blank
    assert [(mark.kind, mark.href) for mark in value.marks] == [("gap", E + "gap")]


def test_without_words_for_it_nothing_is_said_to_be_missing() -> None:
    """A project that says nothing of absence has none printed."""
    found = composed(f"<e:me> {TYPE} <e:Dialogue> <e:g> .\n", None, line("topic"))
    assert told(found) == {}


def test_many_short_values_stand_in_one_row() -> None:
    """Those of one passage stand together; long ones keep their lines."""
    quads = "".join(f"<e:me> <e:topic> <e:t{n}> <e:g{n // 4}> .\n" for n in range(8))
    found = composed(quads, None, line("topic"))
    assert told(found) == {"Topic": ["T0, T1, T2, T3", "T4, T5, T6, T7"]}


def test_nodes_without_a_name_say_what_they_hold() -> None:
    """What is said of one stands in its place, its kind first; in brackets within another; so do lists."""
    first, rest, nil = (
        f"<http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}>" for name in ("first", "rest", "nil")
    )
    found = composed(
        f"<e:me> <e:seat> _:a <e:g> .\n_:a {TYPE} <e:Office> <e:g> .\n_:a <e:town> <e:tokyo> <e:g> .\n"
        '_:a <e:place> _:b <e:g> .\n_:b <e:floor> "3" <e:g> .\n_:b <e:room> "12" <e:g> .\n'
        f"<e:me> <e:order> _:l <e:g> .\n_:l {first} <e:x> <e:g> .\n_:l {rest} _:m <e:g> .\n"
        f"_:m {first} _:n <e:g> .\n_:n <e:step> <e:y> <e:g> .\n_:m {rest} {nil} <e:g> .\n"
    )
    assert told(found) == {
        "Seat": ["Office; Place: (Floor: 3; Room: 12); Town: Tokyo"],
        "Order": ["X, Step: Y"],
    }


def test_text_that_repeats_one_of_a_source_is_said_once() -> None:
    """It is a further statement; what has the label of a link is none of it."""
    layer = f"<{BASE}graph/editorial>"
    quads = '<e:me> <e:name> "Big" <e:g> .\n<e:me> <e:topic> <e:a> <e:g> .\n'
    more = f'<e:me> <e:title> "Big" {layer} .\n<e:me> <e:note> "A" {layer} .\n'
    lines = [line(name) for name in ("name", "topic", "title", "note")]
    found = composed(quads + more, None, *lines)
    assert told(found) == {"Name": ["Big"], "Topic": ["A"], "Note": ["A"]}
    assert [further.label for further in found.further] == ["Title"]


def test_nodes_without_a_name_cannot_be_asked_about() -> None:
    """The mark of what is inferred of them leads to all that is, not to an address where nothing is."""
    evidence = Evidence(Neighbourhood(E + "a"), {}, BASE, Shortened(PREFIXES))
    assert evidence.reason((f"<{E}a>", TYPE, f"<{E}C>")).href.startswith("/why?s=e:a&")
    assert evidence.reason(("_:b0", TYPE, f"<{E}C>")).href == "/graph/inferred"
