"""Projects made by chance come to the same in memory and on disk."""

# ruff: noqa: S608 -- SQL is put together from names of our own.

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from bilat import vocab
from bilat.graph.bulk import large_files
from bilat.graph.bulk.check import check_large
from bilat.graph.check import check
from bilat.graph.formats.quads import term_of
from bilat.graph.progress import Stages
from bilat.graph.report.findings import Finding
from bilat.project import Project
from bilat.settings import Settings

HEAD = """@prefix e: <http://e/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
AXIOMS = (
    "{c} rdfs:subClassOf {d}",
    "{p} rdfs:subPropertyOf {q}",
    "{p} rdfs:domain {c}",
    "{p} a owl:TransitiveProperty",
    "{p} a owl:SymmetricProperty",
    "{p} owl:inverseOf {q}",
    "{c} owl:equivalentClass [ a owl:Restriction ; owl:onProperty {p} ; owl:someValuesFrom {d} ]",
    "{c} owl:unionOf ( {d} e:C0 )",
    "{p} owl:propertyChainAxiom ( {q} {p} )",
    "{c} rdfs:subClassOf [ a owl:Restriction ; owl:onProperty {p} ; owl:hasSelf true ]",
)
SHAPES = (
    "sh:class {c}",
    "sh:property [ sh:path {p} ; sh:minCount 2 ]",
    "sh:property [ sh:path [ sh:inversePath {p} ] ; sh:maxCount 0 ]",
    "sh:property [ sh:path ( {p} {q} ) ; sh:nodeKind sh:Literal ]",
    "sh:not [ sh:property [ sh:path {p} ; sh:hasValue e:i1 ] ]",
    "sh:xone ( [ sh:class {c} ] [ sh:class {d} ] )",
    "sh:property [ sh:path {p} ; sh:datatype xsd:integer ; sh:maxInclusive 0 ]",
    "sh:property [ sh:path {p} ; sh:lessThan {q} ]",
)
OBJECTS = (
    *("e:i0", "e:i1", "e:C1", "_:b", "_:c", '"a"', '"a"@EN', '"01"^^xsd:integer', '"x"^^xsd:integer'),
    *('"1.50"^^xsd:decimal', '"\\u0001"', '"2020-02-30"^^xsd:date', '"\\n\\"é"', '" "^^e:odd', "( 1 e:i2 )"),
)
#: Findings of a sample name one statement of several.
SAMPLED = ("literal-rewritten", "literal-ill-typed", "undefined-term", "unknown-term")


@pytest.mark.parametrize("seed", range(3))
def test_both_ways_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Statements, inferences, findings and what was checked, blank nodes aside."""
    project = _made(tmp_path, random.Random(seed))  # noqa: S311 - of no secret
    small = check(project)
    monkeypatch.setattr(large_files, "_LARGE", 1)
    large = check_large(project, tmp_path / "release", Stages(), Settings.read({}, build_megabytes=256))
    assert large.database
    text = "SELECT {} FROM {} AS q " + "".join(f"JOIN name AS n{c} ON n{c}.id = q.{c} " for c in "spo")
    inferred = large.database.rows(text.format("ns.text, np.text, no.text", "inferred"))
    named = text.format("ns.text, np.text, no.text, ng.text", "quad") + "JOIN name AS ng ON ng.id = q.g"
    stated = large.database.rows(named)
    large.database.remove()
    added = f"<{vocab.INFERRED}>"
    assert _masked(inferred) == _masked(quad[:3] for quad in small.quads if quad.graph == added)
    assert _masked(stated) == _masked(quad for quad in small.quads if quad.graph != added)
    assert _told(large.findings) == _told(small.findings)
    assert large.scope == small.scope


def _made(root: Path, chance: random.Random) -> Project:
    """Return a project whose data have two files in two syntaxes of six."""

    def some(patterns: tuple[str, ...], count: int) -> list[str]:
        def name(kind: str) -> str:
            return f"e:{kind}{chance.randrange(3)}"

        return [
            chance.choice(patterns).format(c=name("C"), d=name("C"), p=name("p"), q=name("p"))
            for _ in range(count)
        ]

    def statement() -> str:
        subject = chance.choice(("e:i0", "e:i1", "e:i2", "_:b"))
        if chance.random() < 0.3:
            return f"{subject} a e:C{chance.randrange(4)} .\n"
        return f"{subject} e:p{chance.randrange(3)} {chance.choice(OBJECTS)} .\n"

    files = {
        "ontology/o.ttl": HEAD + "".join(f"{axiom} .\n" for axiom in some(AXIOMS, 5)),
        "shapes/s.ttl": HEAD
        + "".join(f"e:S{n} sh:targetClass e:C{n} ; {shape} .\n" for n, shape in enumerate(some(SHAPES, 3))),
    }
    for number, ending in enumerate(chance.sample(("ttl", "trig", "nt", "nq", "rdf", "jsonld"), 2)):
        body = HEAD + "".join(statement() for _ in range(12))
        if ending != "ttl":
            form = ox.RdfFormat.from_extension(ending)
            assert form
            # XML has no form for some characters.
            plain = body.replace('"\\u0001"', '"b"') if ending == "rdf" else body
            prefixes = {"e": "http://e/"} if ending == "rdf" else None
            parsed = ox.parse(plain, format=ox.RdfFormat.TURTLE)
            body = (ox.serialize(parsed, format=form, prefixes=prefixes) or b"").decode()
        files[f"data/{number}.{ending}"] = body.replace("@EN", "@en") if number else body
    for name, text in files.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return Project.at(root)


def _masked(rows: Iterable[Iterable[str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(re.sub(r"^_:.*", "_:", term) for term in row) for row in rows)


def _told(findings: Iterable[Finding]) -> set[tuple[object, ...]]:
    """Return what can be told of findings in both ways."""
    return {
        (f.rule, f.severity)
        if f.rule in SAMPLED
        else (f.rule, f.severity, re.sub(r"_:\w+|\bb\w{12}x\w+", "_:", f.message), *_masked([_terms(f)]))
        for f in findings
    }


def _terms(finding: Finding) -> list[str]:
    nodes = (finding.focus, finding.value)
    return [finding.path or "", *("" if node is None else term_of(node) for node in nodes)]
