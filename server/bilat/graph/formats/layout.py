"""The canonical layout of Turtle and TriG, from the parts of a document to text.

Prefixes stand at the top, sorted by name. A subject has a line of its own; each predicate has one, ends with
``;`` and is indented by two; the full stop stands alone: adding or taking away a statement changes one line.
``a`` comes first; all else keeps the order of the author, blocks and comments included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bilat.graph.formats.quoting import Spelling
from bilat.graph.source.tree import (
    Block,
    Collection,
    Comments,
    Directive,
    Document,
    GraphBlock,
    Item,
    Node,
    Pair,
    PropertyList,
    Term,
    Triples,
    Version,
)

#: Longest line that several objects or the members of a list may share, in code points.
WIDTH = 110
_STEP = "  "


def write(document: Document) -> str:
    """Return a document in the canonical layout."""
    header, directives, blocks = _arranged(document)
    layout = _Layout(Spelling(directives))
    parts = [list(header), list(layout.directives(directives)), *layout.blocks(blocks, "")]
    parts.append(list(_trimmed(document.closing)))
    return "".join(_separated(parts))


def _arranged(document: Document) -> tuple[Comments, list[Directive], list[Block]]:
    """Return the comments at the head, the directives that go to the top, and all other blocks."""
    directives = [block for block in document.blocks if isinstance(block, Directive)]
    if not directives or not _movable(directives):
        return (), [], list(document.blocks)
    first, *others = document.blocks
    if isinstance(first, Directive):
        header, rest = first.before, first.before[:0]
    else:
        cut = len(first.before) - first.before[::-1].index("") if "" in first.before else 0
        header, rest = first.before[:cut], first.before[cut:]
    blocks = [replace(first, before=rest), *others]
    top = _sorted([block for block in blocks if isinstance(block, Directive)])
    # What stands above the topmost directive is the header when the result is read again.
    header, top[0] = (*header, "", *top[0].before), replace(top[0], before=())
    return _trimmed(header), top, [block for block in blocks if not isinstance(block, Directive)]


def _movable(directives: list[Directive]) -> bool:
    """Return whether each name stands for one thing in the whole document."""
    meanings: dict[str | None, str] = {}
    return all(meanings.setdefault(d.name, d.iri.text) == d.iri.text for d in directives) and (
        sum(d.name is None for d in directives) <= 1
    )


def _sorted(directives: list[Directive]) -> list[Directive]:
    """Return directives by name, the base first, each once, with the comments of all that say the same."""
    found: dict[str | None, Directive] = {}
    for directive in directives:
        known = found.get(directive.name)
        if known is None:
            found[directive.name] = directive
        else:
            after = (directive.after,) if directive.after else ()
            found[directive.name] = replace(known, before=(*known.before, *directive.before, *after))
    return sorted(found.values(), key=lambda d: (d.name is not None, d.name or ""))


def _trimmed(comments: Comments) -> Comments:
    """Return comments without blank lines at either end, and one at a time between."""
    kept: list[str] = []
    for line in comments:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _separated(parts: Iterable[list[str]]) -> Iterator[str]:
    """Yield the lines of parts, with a blank line between two parts."""
    first = True
    for part in parts:
        if part and not first:
            yield "\n"
        for line in part:
            yield f"{line}\n"
        first = first and not part


class _Layout:
    """Turns parts into lines; a line that holds text of several lines is one line here.

    A node becomes a list of lines of which the first has no indent: it goes on where the caller stands.
    """

    def __init__(self, spelling: Spelling) -> None:
        self._spelling = spelling

    def directives(self, directives: Iterable[Directive]) -> Iterator[str]:
        for directive in directives:
            yield from filter(None, directive.before)
            name = "@base" if directive.name is None else f"@prefix {directive.name}:"
            yield _ended(f"{name} {directive.iri.text} .", directive.after)

    def blocks(self, blocks: Iterable[Block], indent: str) -> Iterator[list[str]]:
        """Yield the lines of each block; directives that could not move to the top stay together."""
        run: list[Directive] = []
        for block in blocks:
            if isinstance(block, Directive):
                run.append(block)
                continue
            if run:
                yield list(self.directives(run))
                run = []
            yield [*_comments(block.before, indent), *self._block(block, indent)]
        if run:
            yield list(self.directives(run))

    def _block(self, block: Version | Triples | GraphBlock, indent: str) -> Iterator[str]:
        if isinstance(block, Version):
            yield _ended(f"VERSION {block.text}", block.after)
            return
        if isinstance(block, Triples):
            yield from self._triples(block, indent)
            return
        name = "" if block.name is None else self._node(block.name, indent)[0] + " "
        yield _ended(f"{indent}{name}{{", block.open_after)
        inner = [
            *self.blocks(block.blocks, indent + _STEP),
            _comments(_trimmed(block.closing), indent + _STEP),
        ]
        yield from (line.removesuffix("\n") for line in _separated(inner))
        yield _ended(f"{indent}}}", block.after)

    def _triples(self, block: Triples, indent: str) -> Iterator[str]:
        *lines, last = self._node(block.subject, indent)
        head = [*lines, _ended(last, block.subject_after)]
        yield indent + head[0]
        yield from head[1:]
        yield from self._pairs(block.pairs, indent + _STEP)
        yield from _comments(block.closing, indent + _STEP)
        yield _ended(f"{indent}.", block.after)

    def _pairs(self, pairs: tuple[Pair, ...], indent: str) -> Iterator[str]:
        for pair in sorted(pairs, key=lambda pair: self._spelling.verb(pair.verb) != "a"):
            yield from _comments(pair.before, indent)
            yield from self._pair(pair, indent)

    def _pair(self, pair: Pair, indent: str) -> Iterator[str]:
        verb, last = self._spelling.verb(pair.verb), pair.items[-1]
        together = self._inline_items(pair.items, ", ")
        if together is not None and len(indent) + len(verb) + len(together) + 3 <= WIDTH:
            yield _ended(f"{indent}{verb} {together} ;", last.after)
        elif len(pair.items) == 1 and not last.before:
            lines = self._node(last.node, indent)
            lines[0] = f"{indent}{verb} {lines[0]}"
            yield from lines[:-1]
            yield _ended(f"{lines[-1]} ;", last.after)
        else:
            yield f"{indent}{verb}"
            for item in pair.items:
                yield from self._item(item, indent + _STEP, " ;" if item is last else ",")

    def _item(self, item: Item, indent: str, mark: str) -> Iterator[str]:
        yield from _comments(item.before, indent)
        lines = self._node(item.node, indent)
        lines[0] = indent + lines[0]
        yield from lines[:-1]
        yield _ended(lines[-1] + mark, item.after)

    def _node(self, node: Node, indent: str) -> list[str]:
        if isinstance(node, Term):
            return [self._spelling.term(node)]
        inline = self._inline(node)
        if inline is not None and len(indent) + len(inline) <= WIDTH:
            return [inline]
        inner = indent + _STEP
        if isinstance(node, PropertyList):
            body, marks = list(self._pairs(node.pairs, inner)), "[]"
        else:
            body, marks = [line for item in node.items for line in self._item(item, inner, "")], "()"
        return [marks[0], *body, *_comments(node.closing, inner), indent + marks[1]]

    def _inline(self, node: Node) -> str | None:
        """Return a node on one line, or None where it has comments or more than one predicate."""
        if isinstance(node, Term):
            return self._spelling.term(node)
        if node.closing:
            return None
        if isinstance(node, Collection):
            members = self._inline_items(node.items, " ")
            if members is None or (node.items and node.items[-1].after):
                return None
            return f"( {members} )" if members else "()"
        return self._inline_properties(node)

    def _inline_properties(self, node: PropertyList) -> str | None:
        if not node.pairs:
            return "[]"
        if len(node.pairs) > 1 or node.pairs[0].before or node.pairs[0].items[-1].after:
            return None
        objects = self._inline_items(node.pairs[0].items, ", ")
        return None if objects is None else f"[ {self._spelling.verb(node.pairs[0].verb)} {objects} ]"

    def _inline_items(self, items: tuple[Item, ...], mark: str) -> str | None:
        """Return items on one line; only the last may have a comment, which is left to the caller."""
        if any(item.before for item in items) or any(item.after for item in items[:-1]):
            return None
        texts = [self._inline(item.node) for item in items]
        if any(text is None or "\n" in text for text in texts):
            return None
        return mark.join(text for text in texts if text is not None)


def _comments(comments: Comments, indent: str) -> list[str]:
    """Return comments as lines of their own, blank lines among them but not before them."""
    lines = [indent + line if line else "" for line in comments]
    while lines and not lines[0]:
        lines.pop(0)
    return lines


def _ended(line: str, comment: str | None) -> str:
    return f"{line} {comment}" if comment else line
