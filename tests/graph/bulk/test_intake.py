"""Large files are taken, and refused, as small ones are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from bilat.errors import SourceError
from bilat.graph.bulk.canonical import KEPT_TAG, terms_of
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.intake import take_in
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.bulk.reading import LINE_TABLE
from bilat.graph.formats.quads import Quad, canonical, quads_of
from bilat.graph.progress import Stages
from bilat.graph.source.contexts import copies_of
from bilat.graph.source.load import load
from bilat.project import Project, media_type_of

Take = Callable[[str, str | bytes], tuple[Quad, ...]]

RDF = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>{}</rdf:RDF>"
ABOUT = RDF.format("<rdf:Description rdf:about='http://e/s'><e:p>{}</e:p></rdf:Description>")
DEEP = "<http://e/s> <http://e/p> " + "<<( <x:a> <x:b> " * 100_000 + "<x:c>" + " )>>" * 100_000 + " .\n"
ENTITY = '<!DOCTYPE r [{}<!ENTITY a "{}">]>'


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Return what takes a file in the large way, others beside it, and returns its quads, sorted."""
    database = Database.at(tmp_path / "work", b"", megabytes=256, stages=Stages())
    database.execute(LINE_TABLE)

    def taken(name: str, content: str | bytes) -> tuple[Quad, ...]:
        path = tmp_path / "data" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "data/a1x.nt").write_bytes(b"")
        kind = media_type_of(path) or ""
        project = Project.at(tmp_path)
        file = LargeFile(path=path, name=project.name_of(path), part="data", media_type=kind)
        file = replace(file, copies=copies_of(project))
        take_in(database, file, 1 << 20)
        return canonical(Quad(*row) for row in database.rows("SELECT s, p, o, g FROM line WHERE s <> ''"))

    return taken


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("mark.ttl", "\ufeff<http://e/a> <http://e/p> 1 ."),
        ("mark.ttl.gz", gzip.compress("\ufeff<http://e/a> <http://e/p> 1 .".encode(), mtime=0)),
        ("mark.nt", "\ufeff<http://e/a> <http://e/p> <http://e/b> .\n"),
        ("mark.rdf", "\ufeff" + ABOUT.format("x")),
        ("labels.nq", "_:a·b <http://e/p> _:c‿ _:g .\n_:c‿ <http://e/p> '1'@en-GB .\n".replace("'", '"')),
        ("a[1]*.nt", '<http://e/a> <http://e/p> "x" .\n'),
        ("caf\udce9\\[a].nq", '<http://e/a> <http://e/p> "x" <http://e/g> .\n'),
        ("capitals.TTL.GZ", gzip.compress(b'<http://e/a> <http://e/p> "x"@en-GB .', mtime=0)),
        ("text.rdf", RDF.format('<e:T e:p="&apos;@EN&quot;@EN"><e:q xml:lang="en">x</e:q></e:T>')),
        ("text.jsonld", '{"http://e/p": {"@value": "\'@EN", "@language": "en"}}'),
        ("ends.nt", '<http://e/a> <http://e/p> "x" .\r\n\r\n<http://e/a> <http://e/p> "y" .\r'),
        ("entity.rdf", ENTITY.format("", "http://e/") + ABOUT.format("&a;x")),
        (
            "odd.rdf",
            ABOUT.format("a\r\n<![CDATA[b]]></e:p><e:p xml:lang=''>c").replace("s'>", "s' xml:lang='en'>"),
        ),
        ("xml.rdf", RDF.format("<e:A><e:p rdf:parseType='Literal'>a<b/></e:p></e:A>" + " " * (5 << 20))),
        (
            "latin.rdf",
            b'<?xml version="1.0" encoding="ISO-8859-1"?>' + ABOUT.format("é").encode("latin-1"),
        ),
        ("wide.rdf", ('<?xml version="1.0" encoding="UTF-16"?>' + ABOUT.format("é")).encode("utf-16")),
        (
            "last.ttl",
            r'<http://e/a> <http://e/p> "\uFFFE\uFFFF\uFFFF", "\\\uFFFE", "\\uFFFE", "\uFFFE"@en-GB .',
        ),
        ("last.nt", '<http://e/a> <http://e/p> "\uffff" .\n<http://e/a> <http://e/p> "\\uFFFE" .\n'),
        ("token.ttl", '<http://e/a> <http://e/p> " a  b "^^<http://www.w3.org/2001/XMLSchema#token> .'),
        ("base.jsonld", '{"@context": {"@base": "http://e/"}, "@id": "a", "http://e/p": 1}'),
    ],
)
def test_a_large_file_says_what_a_small_one_says(
    tmp_path: Path, take: Take, name: str, content: str | bytes
) -> None:
    """Whatever its labels, ends of lines and beginning."""
    found = take(name, content)
    assert found == canonical(quads_of(load(Project.at(tmp_path)).dataset))
    assert found


@pytest.mark.parametrize(("tags", "told"), [(("EN", "en"), {"en"}), (("en-GB", "EN-gb"), {"EN-gb"})])
def test_a_tag_in_several_ways_is_one(take: Take, tags: tuple[str, ...], told: set[str]) -> None:
    """That in small letters, which most files have: two texts of one language must not become many."""
    found = take("a.ttl", "".join(f'<http://e/{tag}> <http://e/p> "x"@{tag} .\n' for tag in tags))
    assert {quad.object.rpartition("@")[2] for quad in found} == told


def test_a_character_has_one_form_in_tables() -> None:
    """As small files have it, with a tag too; what only looks like its escape stays."""
    texts = [r'"\uFFFE\uFFFF\uFFFF"', r'"\\\uFFFE"', r'"\\uFFFE"', rf'"\uFFFF"^^<{KEPT_TAG}en-GB>']
    lines = ", ".join(f"('<http://e/s> <http://e/p> {text} .')" for text in texts)
    rows = duckdb.sql(terms_of(f"(VALUES {lines}) AS t(line)")).fetchall()
    forms = ['"\ufffe\uffff\uffff"', '"\\\\\ufffe"', r'"\\uFFFE"', '"\uffff"@en-GB']
    assert [row[2] for row in rows] == forms


CONTEXT = {"id": "@id", "p": "http://e/p", "q": {"@id": "http://e/q", "@context": "http://c/inner"}}


@pytest.mark.parametrize(
    "content",
    [
        '{"@context": "http://c/first", "id": "http://e/a", "p": "é", "q": {"r": "\\"@context\\":"}}',
        '{"id": "http://e/a", "p": 1,\n"@context"\n:\n["http:\\/\\/c/first", {"s": "http://e/s"}], "s": 2}',
        '[{"@context": "http://c/first", "p": 1}, {"@context": ["http://c/first"], "p": 2}]',
        '{"@context": ["http://c/first", {"j": {"@id": "http://e/j", "@type": "@json"}}],'
        ' "j": {"@context": "http://c/first"}}',
    ],
)
def test_copies_stand_for_contexts_of_a_large_file(tmp_path: Path, take: Take, content: str) -> None:
    """Wherever it names them, and nowhere in texts and values."""
    copies = {"first": CONTEXT, "inner": {"r": "http://e/r"}}
    for name, context in copies.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({"@context": context}))
    lines = (f'"http://c/{name}" = "{name}.json"\n' for name in copies)
    (tmp_path / "bilat.toml").write_text("[contexts]\n" + "".join(lines))
    found = take("a.jsonld", content)
    assert found == canonical(quads_of(load(Project.at(tmp_path)).dataset))
    assert found


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        (
            "a.jsonld",
            '[{"http://e/p": 1, "@id": "http://e/s"},\n{"@id": "x", "http://e/p": 2}]',
            2,
            "relative",
        ),
        ("odd.jsonld", '{"http://e/p": "",\n "@id": "http://e/a b"}', 2, "'http://e/a b' cannot be an IRI"),
        ("tag.jsonld", '{"http://e/p":\n {"@value": "x", "@language": "x y"}}', 2, "'x y' cannot be a lang"),
        (
            "wide.rdf",
            (
                '<?xml version="1.0" encoding="UTF-16"?>' + ENTITY.format("", "x" * 600) + ABOUT.format("&a;")
            ).encode("utf-16"),
            1,
            "entities",
        ),
        (
            "nested.rdf",
            "\n" + ENTITY.format('<!ENTITY b "bb">\n', "&b;&b;") + ABOUT.format("&a;"),
            3,
            "entities",
        ),
        ("later.rdf", "<!--" + " " * (1 << 22) + "-->\n" + ENTITY.format("", "a" * 9000), 2, "entities"),
        ("bare.rdf", ABOUT.format("\n&"), 2, "not well-formed XML"),
        ("prefix.rdf", ABOUT.format("\r\n</e:p><e:p rdf:parseType='Literal'><a:b/>"), 2, "prefix a: is not"),
        ("cut.rdf", ABOUT.format("x").removesuffix("</rdf:RDF>") + "\n", 2, "ends before its first element"),
        (
            "cut-wide.rdf",
            ('<?xml version="1.0" encoding="UTF-16"?>' + ABOUT.format("x").removesuffix("</rdf:RDF>")).encode(
                "utf-16"
            ),
            1,
            "ends before its first element",
        ),
        ("owl.owl", '<Ontology xmlns="http://www.w3.org/2002/07/owl#"></Ontology>', 1, "This is OWL/XML"),
        ("deep.ttl", f"\n{DEEP}", 2, "triple term"),
        ("deep.nq.gz", gzip.compress(DEEP.encode(), mtime=0), 1, "triple term"),
        ("deep.jsonld", '{"http://e/p":\n' * 60_000 + "1" + "}" * 60_000, 501, "more than 500 deep"),
        ("four.nt", "<http://e/a> <http://e/p> <http://e/b> <http://e/g> .\n", 1, "<http://e/g>|dot"),
        ("wide.ttl", "<http://e/a> <http://e/p> 1 .".encode("utf-16"), 1, "not UTF-8"),
    ],
)
def test_a_large_file_is_refused_like_a_small_one(
    tmp_path: Path, take: Take, name: str, content: str | bytes, line: int | None, message: str
) -> None:
    """What no file may do, at the same line."""
    with pytest.raises(SourceError, match=message) as large:
        take(name, content)
    with pytest.raises(SourceError, match=message) as small:
        load(Project.at(tmp_path))
    for caught in (small, large):
        assert caught.value.place
        assert (caught.value.place.file, caught.value.place.line) == (f"data/{name}", line)
