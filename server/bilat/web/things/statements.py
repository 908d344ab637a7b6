"""The statements on a thing as values in lines, by the reading of the project; the rest comes last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import Final

from bilat.graph.formats.quads import text_of
from bilat.graph.index.names import NAMING
from bilat.graph.pages.patterns import Step
from bilat.vocab import RDF, RDFS, SKOS
from bilat.web.pieces import Piece
from bilat.web.reading import Line, Reading, Tell
from bilat.web.things.cards import Card
from bilat.web.things.evidence import Evidence
from bilat.web.things.neighbourhood import TYPE, Neighbourhood, Triple
from bilat.web.things.saying import Said, Saying, begun
from bilat.web.things.sheet import BACK, Further, Row, Sheet, Statements
from bilat.web.values import Value
from bilat.web.wording import capitalised, rank, sign_of

_NAMES: Final = (f"<{RDFS}label>", f"<{SKOS}prefLabel>")
_NAMING: Final = frozenset(NAMING)
_MEMBER: Final = f"<{RDF}first>"


class Composer:
    """Makes the lines of one page.

    Args:
        around: the statements.
        cards: what is known of the things in them.
        reading: groups and patterns of the project.
        saying: puts statements into words.
        evidence: where statements stand.
        short: shortens IRIs for addresses.
    """

    def __init__(
        self,
        around: Neighbourhood,
        cards: Mapping[str, Card],
        reading: Reading,
        saying: Saying,
        evidence: Evidence,
        short: Callable[[str], str],
    ) -> None:
        self.around = around
        self.cards = cards
        self._reading = reading
        self.saying = saying
        self.evidence = evidence
        self._marker = evidence.marks
        self._stated = evidence.is_stated
        self._said_in_source = evidence.is_of_passage
        self._short = short
        self._sheet = Sheet(reading.groups)
        self._shown: set[str] = set()

    def statements(self) -> Statements:
        """Return all lines."""
        used = self._composed()
        gaps = {gap for found in self._gaps().values() for gap in found}
        entries = [
            entry
            for entry in self._entries()
            if entry[2] not in gaps and (entry[0].back or entry[1][1] not in used)
        ]
        for inferred in (False, True):
            for step, triple, node in entries:
                if self._stated(triple) is not inferred:
                    self._put(step, triple, node, inferred=inferred)
        self._absent()
        return self._sheet.statements()

    def all(self) -> tuple[Row, ...]:
        """Return every statement in a line, for a page of one property."""
        for step, triple, node in self._entries(every=True):
            if self._line(step, node) or not self._reading.lines:
                self._put(step, triple, node, inferred=False)
            else:
                label = capitalised(self._property(step.property))
                self._add("", label, 0, step, self._plain(triple, node))
        return tuple(row for section in self._sheet.statements().sections for row in section.rows)

    def _entries(self, *, every: bool = False) -> Iterator[tuple[Step, Triple, str]]:
        """Yield each statement of the thing and about it: the property, the statement, the other end.

        Args:
            every: whether also what the page of a thing says otherwise or not at all: its title, pieces of
                lists, and loops.
        """
        me, out, into = self.around.node, self.around.out, self.around.into
        for name, values in out.get(me, {}).items():
            shown = values if every or name not in _NAMES else self._further_names(name)
            yield from ((Step(name[1:-1]), (me, name, value), value) for value in shown)
        for name, subjects in into.get(me, {}).items():
            if name == _MEMBER and not every:
                continue  # A piece of a list tells nothing; who has the list is told of elsewhere.
            back = (each for each in subjects if every or each != me)
            yield from ((Step(name[1:-1], True), (each, name, me), each) for each in back)

    def _further_names(self, name: str) -> list[str]:
        """Return the names of a property that are not the title, each of them under one property."""
        own = self.around.out[self.around.node]
        said = {value for other in _NAMES[_NAMES.index(name) + 1 :] for value in own.get(other, ())}
        title = self.cards[self.around.iri].label
        return [value for value in own[name] if value not in said and text_of(value) != title]

    def _put(self, step: Step, triple: Triple, node: str, *, inferred: bool) -> None:
        """Put a statement into its line, or among the further ones."""
        line = self._line(step, node)
        if self._reading.lines and (line is None or (inferred and self._is_known(node))):
            self._put_further(step, triple, node)
            return
        tell = self._tell(step, node)
        value = self._told(tell, triple, node) if tell else self._plain(triple, node)
        label = self._label(step, line)
        if tell and tell.line and (named := self.saying.say(tell.line, node)):
            label = capitalised(named.text) or label
        group, order = (line.group, line.order) if line else (BACK if step.back else "", _order(step))
        self._add(group, label, order, step, value, shared=bool(line and line.name))
        self._shown.add(node)
        self._shown |= {f"<{piece.iri}>" for piece in value.pieces if piece.iri}

    def _is_known(self, node: str) -> bool:
        """Tell whether what is inferred of a node adds nothing: it is on the page, or told elsewhere."""
        card = self.cards.get(node.strip("<>"))
        return node in self._shown or (node[0] == "<" and (card is None or not card.kind))

    def _put_further(self, step: Step, triple: Triple, node: str) -> None:
        label = self._property(step.property)
        self._sheet.add_further(Further(label, step.back, self._plain(triple, node)))

    def _line(self, step: Step, node: str) -> Line | None:
        """Return the line for a value of a property."""
        for line in self._reading.lines.get(step, ()):
            if not line.kind or line.kind in self.around.types(node):
                return line
        return None

    def _tell(self, step: Step, node: str) -> Tell | None:
        for tell in self._reading.tells.get(step, ()):
            if not tell.kind or tell.kind in self.around.types(node):
                return tell
        return None

    def _label(self, step: Step, line: Line | None) -> str:
        if line and line.name:
            return line.name
        return capitalised(self._property(step.property))

    def _property(self, iri: str) -> str:
        return self.saying.word(iri)

    def _plain(self, triple: Triple, node: str) -> Value:
        """Return a value as it is: a link with how a source puts what it leads to, or a literal."""
        if node[0] == "_":
            return Value(pieces=tuple(self.saying.nested(node)), marks=self._marker((triple,)))
        piece = begun(self.saying.term(node))
        if triple[1:] == (TYPE, node):
            piece = replace(piece, text=capitalised(self.saying.word(node[1:-1])))
        card = self.cards.get(piece.iri)
        sign = card.sign if card and triple[1] != TYPE else ""
        return Value(
            pieces=(piece,),
            sign=sign,
            said=card.said if card and sign else "",
            marks=self._marker((triple,)),
            iri=piece.iri,
            rank=rank(node) if node[0] == '"' else inf,
        )

    def _told(self, tell: Tell, triple: Triple, node: str) -> Value:
        """Return a node told in place of a link."""
        said = self.saying.say(tell.says, node) or Said()
        note = self.saying.say(tell.note, node)
        pieces = tuple(piece for piece in said.pieces if piece.text)
        word, sign = self._said(node)
        led_to = self.cards.get(next((piece.iri for piece in pieces if piece.iri), ""))
        if led_to and not sign:
            word, sign = led_to.said, led_to.sign
        if tell.page and pieces:
            pieces = (Piece(capitalised(said.text), node[1:-1]),)
        own = [(node, name, value) for name, value in self._own(node)]
        return Value(
            pieces=pieces or (Piece(tell.blank or self.saying.term(node).text),),
            note=note.text if note else "",
            sign=sign,
            said=word,
            marks=self._marker((triple, *own)) if self._stated(triple) else self._marker((triple,)),
            blank=not pieces and bool(tell.blank),
            iri=next((piece.iri for piece in pieces if piece.iri), node.strip("<>")),
        )

    def _own(self, node: str) -> Iterator[tuple[str, str]]:
        """Yield what a told node says that a source says too."""
        for name, values in self.around.out.get(node, {}).items():
            for value in values:
                if name not in (TYPE, *_NAMES) and self._said_in_source((node, name, value)):
                    yield name, value

    def _said(self, node: str) -> tuple[str, str]:
        """Return word and sign of how a source puts a node."""
        for value in self.around.out.get(node, {}).get(f"<{self._reading.said}>", ()):
            if sign := sign_of(value.strip("<>")):
                return self.saying.term(value).text, sign
        return "", ""

    def _add(
        self, group: str, label: str, order: float, step: Step, value: Value, *, shared: bool = False
    ) -> None:
        key = f"{'^' if step.back else ''}{self._short(f'<{step.property}>')}"
        self._sheet.add(group, label, value, order=order, key=key, shared=shared)

    def _composed(self) -> set[str]:
        """Make the lines of several properties; return the properties that are used up."""
        used: set[str] = set()
        lines: dict[tuple[str, str], tuple[float, Value]] = {}
        for line in self._reading.composed:
            said = self.saying.say(line.says)
            if said:
                value = Value(pieces=(Piece(said.text),), marks=self._marker(said.triples))
                lines[line.group, line.name] = (line.order, value)
                used |= {name for _, name, _ in said.triples}
        for (group, name), (order, value) in lines.items():
            self._sheet.add(group, name, value, order=order)
        return used

    def _absent(self) -> None:
        """Print what the sources leave open where a reader looks for it."""
        gaps = self._gaps()
        types = set(self.around.types())
        mine = self.around.out.get(self.around.node, {})
        for expected in self._reading.expected:
            if expected.kind not in types or self._is_excused(expected.unless):
                continue
            for names in expected.lines:
                if not any(f"<{name}>" in mine for name in names):
                    self._blank(names[0], [gap for name in names for gap in gaps.pop(name, ())])
        for name, found in gaps.items():
            self._blank(name, found)

    def _is_excused(self, unless: str) -> bool:
        return bool(unless) and any(
            f"<{unless}>" in values for values in self.around.out.get(self.around.node, {}).values()
        )

    def _gaps(self) -> dict[str, list[str]]:
        """Return the recorded gaps of the thing, by the property that they leave open."""
        kind, subject, missing = self._reading.gap
        found: dict[str, list[str]] = defaultdict(list)
        for node in self.around.into.get(self.around.node, {}).get(f"<{subject}>", ()):
            if kind in self.around.types(node):
                for name in self.around.out[node].get(f"<{missing}>", ()):
                    found[name[1:-1]].append(node)
        return found

    def _blank(self, name: str, gaps: Sequence[str]) -> None:
        lines = self._reading.lines.get(Step(name), ())
        group, label, order = (lines[0].group, lines[0].name, lines[0].order) if lines else ("", "", 0.0)
        label = label or capitalised(self._property(name))
        marks = tuple(self.evidence.gap(gap, self.saying.term(gap).text) for gap in gaps)
        note = "; ".join(self.saying.term(gap).text for gap in gaps)
        value = Value(pieces=(Piece(self._reading.blank),), note=note, marks=marks, blank=True)
        self._add(group, label, order, Step(name), value, shared=bool(lines))


def _order(step: Step) -> float:
    """Return where a property stands that no line has: what names and defines a thing first."""
    return -1.0 if step.property in _NAMING and not step.back else 0.0
