"""Shapes as SQL find what pyshacl finds: the same nodes, paths, values, components, severities and words."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from rdflib import BNode, Graph, Literal, URIRef
from shacl_drawing import EX, graphs, shapes_graphs, typed
from shacl_judge import judged

from bilat.graph.formats.path_text import read_path
from bilat.graph.shacl import relation
from bilat.graph.shacl.evaluation import Evaluation, evaluate
from bilat.graph.shacl.relation import Relation, relation_of
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.sparql_constraints import runnable
from bilat.graph.shacl.words import has_sentence
from bilat.vocab import OWL, RDF, SH, XSD

#: A case is printed as it was drawn: making it smaller takes minutes, and shapes are small already.
PHASES = (Phase.explicit, Phase.generate)
HEAD = """@prefix ex: <http://ex.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PREDICATES = [URIRef(EX + name) for name in "pqr"]
CLASSES = [URIRef(EX + name) for name in "CDE"]


def parsed(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def found(shapes: Graph, data: Graph) -> Evaluation:
    """Return what comes of shapes as SQL."""
    ready, faults = runnable(shapes)
    assert not faults
    return evaluate(ready, relation_of(data))


def judges(shapes: Graph, data: Graph) -> set[Result]:
    """Return what pyshacl finds."""
    return judged(runnable(shapes)[0], data)


def test_finds_what_is_wrong_in_its_own_words() -> None:
    """A shape without messages of its own has those of pyshacl, with names and blank nodes written out."""
    shapes = parsed("""ex:S a sh:NodeShape ; sh:targetClass ex:C ;
      sh:property [ sh:path ex:p ; sh:minCount 2 ; sh:not [ sh:datatype xsd:integer ] ] .""")
    data = parsed("ex:a a ex:C ; ex:p 5 . [] a ex:C ; ex:p 6 ; ex:q [ ex:r 1 ] .")
    results = found(shapes, data).results
    assert {str(message).split(" shape ")[0] for result in results for message in result.messages} == {
        f'Node Literal("{number}", datatype=<{XSD.integer}>) must not conform to' for number in (5, 6)
    }
    assert comparable(results, shapes) == comparable(judges(shapes, data), shapes)


def test_text_of_a_blank_node_tells_what_is_said_of_it() -> None:
    """The node has no name, so that a message shows its statements and those of nodes that these lead to."""
    shapes = parsed("ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:not [ sh:nodeKind sh:BlankNode ] .")
    (result,) = found(shapes, parsed("[] a ex:C ; ex:q [ ex:r 1 ] .")).results
    (text,) = result.messages
    assert "<http://ex.org/r>" in text


@pytest.mark.parametrize(
    ("shapes", "reason"),
    [
        ("ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:node ex:S ; sh:nodeKind sh:Literal .", "itself"),
        (
            "ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:property ex:P . "
            "ex:T a sh:NodeShape ; sh:node ex:S ; sh:targetNode ex:b . "
            "ex:P a sh:PropertyShape ; sh:path ex:p ; sh:node ex:S ; sh:minCount 1 .",
            "itself",
        ),
        (
            f"ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:minCount 1 ; sh:path ( {'ex:p ' * 12}) .",
            "parts",
        ),
    ],
)
def test_hands_over_what_it_cannot_say(shapes: str, reason: str) -> None:
    """A shape that is no SQL goes to pyshacl by name, with those that lead to it; nothing is left out."""
    graph, data = parsed(shapes), parsed("ex:a ex:p ex:b . ex:c ex:p ex:c .")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mine, theirs = found(graph, data), judges(graph, data)
    assert comparable(mine.results, graph) == comparable(theirs, graph)
    assert mine.results
    assert mine.handed
    assert all(reason in handover.reason for handover in mine.handed)


def test_path_backwards_is_followed_from_its_end() -> None:
    """The inverse of a sequence takes the inverse parts in the other order (SPARQL 1.1, 18.1.7)."""
    shapes = parsed(
        "ex:S a sh:PropertyShape ; sh:targetNode ex:c ; sh:path [ sh:inversePath ( ex:p ex:q ) ] ; sh:in () ."
    )
    (result,) = found(shapes, parsed("ex:a ex:p ex:b . ex:b ex:q ex:c .")).results
    assert result.value == URIRef(EX + "a")


@pytest.mark.parametrize(
    "path",
    [
        "[ sh:zeroOrOnePath [ sh:oneOrMorePath ex:p ] ]",
        "[ sh:zeroOrMorePath [ sh:inversePath [ sh:zeroOrMorePath [ sh:inversePath ex:p ] ] ] ]",
        "[ sh:inversePath [ sh:inversePath ex:p ] ]",
        "( [ sh:inversePath [ sh:inversePath [ sh:zeroOrOnePath [ sh:zeroOrOnePath ex:p ] ] ] ] ex:p )",
    ],
)
def test_path_of_paths_is_sparql_in_a_query(path: str) -> None:
    """Two marks of a path, which SPARQL does not take side by side, are told apart by brackets."""
    shapes = parsed(f"""ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path {path} ; sh:in () ;
      sh:sparql [ sh:message "No." ; sh:select "SELECT $this ?value {{ $this $PATH ?value }}" ] .""")
    results = found(shapes, parsed("ex:a ex:p ex:b . ex:b ex:p ex:c . ex:a ex:p ex:a .")).results
    values = {
        component: {result.value for result in results if result.component == SH[component]}
        for component in ("InConstraintComponent", "SPARQLConstraintComponent")
    }
    assert values["InConstraintComponent"] == values["SPARQLConstraintComponent"] != set()
    (written,) = {result.path for result in results}
    assert written is not None
    assert read_path(written) is not None


def test_unique_language_is_switched_on_by_true_alone() -> None:
    """The text ``1`` is true as well, and does not switch sh:uniqueLang on (SHACL, 4.4.5)."""
    shapes, data = (
        parsed("ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ."),
        parsed('ex:a ex:p "a"@en, "b"@EN .'),
    )
    for form, count in (("1", 0), ("true", 1)):
        shapes.set((URIRef(EX + "S"), SH.uniqueLang, typed(form, XSD.boolean)))
        assert len(found(shapes, data).results) == count


@pytest.mark.parametrize(
    ("flags", "wrong"),
    [("", {"a\nb", "A.b"}), ("s", {"A.b"}), ("xi", {"a\nb"}), ("SIX", set())],
    ids=["none", "dot", "free", "all"],
)
def test_flags_of_a_pattern_are_those_of_sparql(flags: str, wrong: set[str]) -> None:
    """A dot matches the end of a line with ``s``, and spaces in the pattern count for nothing with ``x``."""
    pattern = "a . b" if "x" in flags.lower() else "a.b"
    shapes = parsed(
        "ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; "
        f'sh:pattern "{pattern}" ; sh:flags "{flags}" .'
    )
    data = Graph()
    for value in ("a\nb", "A.b", "a b"):
        data.add((URIRef(EX + "a"), URIRef(EX + "p"), Literal(value)))
    assert {str(result.value) for result in found(shapes, data).results} == wrong


def test_two_patterns_are_no_pattern_with_flags() -> None:
    """Shapes share a constraint where it is the same in all of its parts."""
    shapes = parsed("""ex:S sh:targetNode "abc", "I" ; sh:pattern "a", "i" .
      ex:T sh:targetNode "abc", "I" ; sh:pattern "a" ; sh:flags "i" .""")
    results = found(shapes, Graph()).results
    assert comparable(results, shapes) == comparable(judges(shapes, Graph()), shapes)
    assert {str(each.value) for each in results if each.shape == URIRef(EX + "T")} == {"I"}


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        ("a#b", "a#b"),
        ("^[ #] [b]$", " b"),
        (r"^ [^] ] \s\\ $", "a \\"),
        ("( a#b )", "a#b"),
        ("^[]\\] ]$", " "),
    ],
)
def test_flag_for_free_spaces_knows_no_comments(pattern: str, fits: str) -> None:
    """The flag ``x`` leaves out white space outside of brackets and nothing else (XPath Functions, 7.6)."""
    shapes = parsed('ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:flags "x" .')
    shapes.add((URIRef(EX + "S"), SH.pattern, Literal(pattern)))
    data = Graph()
    for value in (fits, "a", "ab"):
        data.add((URIRef(EX + "a"), URIRef(EX + "p"), Literal(value)))
    assert {str(result.value) for result in found(shapes, data).results} == {"a", "ab"}


def test_component_without_a_validator_for_the_shape_is_passed_over() -> None:
    """A component that only has a validator for property shapes says nothing of others (SHACL, 6.2.3)."""
    shapes = parsed("""ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
      sh:propertyValidator [ a sh:SPARQLSelectValidator ; sh:message "No." ;
        sh:select "SELECT $this ?value { $this $PATH ?value FILTER(?value < $least) }" ] .
      ex:S a sh:NodeShape ; sh:targetNode ex:a ; ex:least 5 ; sh:nodeKind sh:Literal .
      ex:P a sh:PropertyShape ; sh:targetNode ex:a ; ex:least 5 ; sh:path ex:p .""")
    results = found(shapes, parsed("ex:a ex:p 4, 6 .")).results
    assert {(result.shape, str(result.value)) for result in results} == {
        (URIRef(EX + "S"), EX + "a"),
        (URIRef(EX + "P"), "4"),
    }


def test_select_of_a_component_finds_the_values_itself() -> None:
    """It is asked once of a focus node, also where the path has no value, and may bind ``?value``."""
    shapes = parsed("""ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:missing ] ;
      sh:propertyValidator [ a sh:SPARQLSelectValidator ; sh:message "No {?value}." ;
        sh:select "SELECT $this ($missing AS ?value) { FILTER NOT EXISTS { $this $PATH $missing } }" ] .
      ex:P a sh:PropertyShape ; sh:targetNode ex:a , ex:b , ex:c ; ex:missing 5 ; sh:path ex:p .""")
    results = found(shapes, parsed("ex:a ex:p 4, 6 ; a ex:D . ex:b a ex:D . ex:c ex:p 5 ; a ex:D .")).results
    assert sorted((str(result.focus), str(result.value)) for result in results) == [
        (EX + "a", "5"),
        (EX + "b", "5"),
    ]


@pytest.mark.parametrize(
    "rule",
    [
        """sh:sparql [ sh:message "Alles {?value}."@de , "Odd {?value}."@en ;
          sh:select "SELECT $this ?value { $this $PATH ?value }" ]""",
        """ex:least 9 . ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
          sh:validator [ sh:message "Alles {$value}."@de , "Odd {$value}."@en ;
            sh:ask "ASK { FILTER(strlen($value) > $least) }" ]""",
    ],
)
def test_messages_keep_values_and_languages(rule: str) -> None:
    """A backslash of a value is no pattern, and each text stays in its language."""
    shapes = parsed(f"ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; {rule} .")
    (result,) = found(shapes, parsed(r'ex:a ex:p "C:\\1\\g" .')).results
    assert result.messages == {Literal(r"Alles C:\1\g.", lang="de"), Literal(r"Odd C:\1\g.", lang="en")}


def test_each_value_of_a_parameter_is_a_constraint() -> None:
    """A component with one parameter holds for each of its values (SHACL, 2.1.2) and tells value nodes."""
    shapes = parsed("""ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:below ] ;
      sh:validator [ sh:message "Not below {$below}." ; sh:ask "ASK { FILTER($value < $below) }" ] .
      ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; ex:below 3, 5, 9 .""")
    results = found(shapes, parsed("ex:a ex:p 4, 7 .")).results
    told = {(str(result.value), str(text)) for result in results for text in result.messages}
    assert told == {("4", "Not below 3."), ("7", "Not below 3."), ("7", "Not below 5.")}


def test_solutions_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A query that finds many values of one focus node is not held against all that were found before."""
    shapes = parsed("""ex:S a sh:NodeShape ; sh:targetNode ex:a ;
      sh:sparql [ sh:message "No." ; sh:select "SELECT $this ?value { ?value <http://ex.org/p> ?any }" ] .""")
    data = parsed("".join(f"ex:n{number} ex:p 1, 2 ." for number in range(500)))
    compared: list[int] = []
    equal = URIRef.__eq__
    monkeypatch.setattr(URIRef, "__eq__", lambda one, other: compared.append(1) or equal(one, other))
    assert len(found(shapes, data).results) == 500
    assert len(compared) < 100 * 500


@pytest.mark.parametrize("link", ["ex:S sh:sparql", "ex:S ex:least 9 . ex:L sh:propertyValidator"])
def test_a_query_may_find_its_message_and_path(link: str) -> None:
    """The variables ?message and ?path count where they are a text and a name (SHACL, 5.3.2)."""
    shapes = parsed(f"""ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p .
      ex:L a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] .
      {link} [ sh:message "No {{?other}}."@en ; sh:select '''SELECT $this ?path ?message ?value ?other {{
        $this <http://ex.org/p> ?path OPTIONAL {{ ?path <http://ex.org/p> ?message }}
        OPTIONAL {{ ?path <http://ex.org/q> ?other }} }}''' ] .""")
    data = parsed('ex:a ex:p ex:b, ex:c, 5 . ex:b ex:p "Own."@de . ex:c ex:p ex:d ; ex:q "(1)" .')
    results = found(shapes, data).results
    assert {(result.path, *result.messages) for result in results} == {
        (EX + "b", Literal("Own.", lang="de")),
        (EX + "c", Literal("No (1).", lang="en")),
        (EX + "p", Literal("No {?other}.", lang="en")),
    }


def test_each_value_has_its_own_message() -> None:
    """Of two values at fault each is told by itself, whichever is asked of first."""
    shapes = parsed("""ex:C a sh:ConstraintComponent ; sh:parameter [ sh:path ex:least ] ;
      sh:validator [ sh:message "No {$value}." ; sh:ask "ASK { FILTER(strlen($value) > $least) }" ] .
      ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; ex:least 9 .""")
    results = found(shapes, parsed('ex:a ex:p "x", "y", "z" .')).results
    assert {result.messages for result in results} == {frozenset({Literal(f"No {v}.")}) for v in "xyz"}


def test_blank_node_is_not_below_anything() -> None:
    """What SPARQL cannot compare is a result (SHACL, 4.5.3), a blank node as well."""
    shapes = parsed("ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:lessThan ex:q .")
    (result,) = found(shapes, parsed("ex:a ex:p [] ; ex:q 1 .")).results
    assert isinstance(result.value, BNode)


def test_language_range_may_have_parts() -> None:
    """A language range matches tags that begin with all of its parts (RFC 4647, 3.3.1)."""
    shapes = parsed(
        'ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:languageIn ( "en-GB" ) .'
    )
    (result,) = found(shapes, parsed('ex:a ex:p "a"@en-gb-oxendict, "b"@en .')).results
    assert result.value == Literal("b", lang="en")


@pytest.mark.parametrize("ranges", ['""', '"" "en"', '"*" ""'])
def test_empty_language_range_matches_nothing(ranges: str) -> None:
    """Text without a language has no tag that could match, and things have none either."""
    shapes = parsed(
        f"ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:languageIn ( {ranges} ) ."
    )
    data = parsed('ex:a ex:p "a", "b"@en, ex:b, [] .')
    results = found(shapes, data).results
    assert comparable(results, shapes) == comparable(judges(shapes, data), shapes)
    assert {Literal("a"), URIRef(EX + "b")} < {result.value for result in results}


def test_query_finds_a_literal_as_it_is_written() -> None:
    """The engine knows numbers by their value; the focus node is the literal that the data have."""
    shapes = parsed("""ex: sh:declare [ sh:prefix "ex" ; sh:namespace "http://ex.org/" ] .
      ex:S a sh:NodeShape ; sh:targetObjectsOf ex:p ; sh:sparql [ sh:prefixes ex: ; sh:message "Odd." ;
      sh:select "SELECT $this WHERE { FILTER(!isLiteral($this) || ($this < 5 && $this = 1.5)) }" ] .""")
    values = (typed("1.50", XSD.decimal), typed("+1.5", XSD.decimal), typed("1.5", XSD.decimal))
    data = Graph()
    for value in (*values, typed("07", XSD.integer), Literal("a", lang="en-GB"), URIRef(EX + "b")):
        data.add((URIRef(EX + "a"), URIRef(EX + "p"), value))
    results = found(shapes, data).results
    assert {(str(result.focus), str(result.value)) for result in results} == {
        *((str(value), str(value)) for value in values),
        (EX + "b", EX + "b"),
    }


def comparable(results: Iterable[Result], shapes: Graph) -> set[Result]:
    """Return results whose texts can be compared: those that are read.

    Where two spellings of a language tag are one literal, either may be told; and texts of blank nodes are
    left out, which pyshacl remembers from places where it had to cut them short.
    """
    return {
        replace(
            result,
            messages=frozenset()
            if result.shape is not None and has_sentence(result.shape, result.component, shapes)
            else frozenset(Literal(text.lower()) for text in result.messages if "[ " not in text),
        )
        for result in results
    }


@settings(max_examples=150, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(shapes=shapes_graphs(), data=graphs())
def test_finds_what_pyshacl_finds(shapes: Graph, data: Graph) -> None:
    """On random shapes and data results are the same in every part, and no shape is handed over."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            theirs = judges(shapes, data)
        except (RuntimeError, ArithmeticError):
            # pyshacl gives up on a blank node that something should be below, and on what is no number.
            return
        mine = found(shapes, data)
    ours, judge = comparable(mine.results, shapes), comparable(theirs, shapes)
    assert (ours - judge, judge - ours) == (set(), set())
    assert not mine.handed


def test_many_triples_are_asked_of_one_query_at_a_time(monkeypatch) -> None:
    """What runs as one query over few triples runs as several over many, with the same results."""
    shapes = parsed("""ex:S a sh:NodeShape ; sh:targetClass ex:C ;
      sh:property [ sh:path ex:p ; sh:minCount 2 ; sh:datatype xsd:integer ; sh:minInclusive 1 ] ;
      sh:property [ sh:path ex:q ; sh:nodeKind sh:IRI ; sh:equals ex:r ; sh:maxLength 3 ] .""")
    data = parsed('ex:a a ex:C ; ex:p "x" ; ex:q "long" . ex:b a ex:C ; ex:p 1, 2 ; ex:q ex:r .')
    asked: list[str] = []
    rows = Relation.rows
    monkeypatch.setattr(Relation, "rows", lambda self, sql: asked.append(sql) or rows(self, sql))
    together = found(shapes, data).results
    few = len(asked)
    monkeypatch.setattr(relation, "_MANY", 0)
    assert found(shapes, data).results == together
    assert comparable(together, shapes) == comparable(judges(shapes, data), shapes)
    assert len(asked) - few > few


@pytest.mark.parametrize(("parameter", "count"), [("or", 1), ("xone", 1), ("and", 2)])
def test_long_lists_of_shapes_are_held_together(parameter: str, count: int) -> None:
    """A list of hundreds of shapes is one count of those that a value does not conform to."""
    members = " ".join(f"[ sh:property [ sh:path ex:p{number} ; sh:minCount 1 ] ]" for number in range(200))
    shapes = parsed(f"ex:S sh:targetSubjectsOf ex:q ; sh:{parameter} ( {members} ) .")
    assert len(found(shapes, parsed("ex:a ex:q 1 ; ex:p7 1 . ex:b ex:q 1 .")).results) == count


def test_a_shape_that_fails_twice_counts_once() -> None:
    """Two values at fault are one shape that a node does not conform to."""
    shapes = parsed("""ex:S sh:targetNode ex:a ;
      sh:or ( [ sh:path ex:p ; sh:nodeKind sh:IRI ] [ sh:path ex:q ; sh:minCount 1 ] ) .""")
    assert not found(shapes, parsed("ex:a ex:p 1, 2 ; ex:q 3 .")).results


def test_text_of_a_blank_node_of_which_nothing_is_said() -> None:
    """It is told as a node without a name, wherever a message shows it."""
    shapes = parsed("ex:S a sh:PropertyShape ; sh:targetNode ex:a ; sh:path ex:p ; sh:equals ex:q , ex:r .")
    data = parsed("ex:a ex:p [] .")
    assert comparable(found(shapes, data).results, shapes) == comparable(judges(shapes, data), shapes)


def test_classes_that_are_shapes_are_targets() -> None:
    """A class that is a shape has its instances as focus nodes, those of its subclasses too."""
    shapes = parsed("ex:C a rdfs:Class, sh:NodeShape ; sh:nodeKind sh:Literal .")
    shapes.add((URIRef(EX + "E"), RDF.type, OWL.Class))
    data = parsed("ex:D rdfs:subClassOf ex:C . ex:a a ex:D . ex:b a ex:C . ex:c a ex:E .")
    assert {result.focus for result in found(shapes, data).results} == {URIRef(EX + "a"), URIRef(EX + "b")}


@pytest.mark.parametrize(
    "shape",
    [
        "ex:C a rdfs:Class ; sh:nodeKind sh:Literal .",
        "ex:C a rdfs:Class ; sh:path ex:p ; sh:minCount 1 .",
        "ex:C a ex:Kind , sh:NodeShape ; sh:nodeKind sh:Literal .",
        "ex:C a ex:Kind , ex:Shape ; sh:nodeKind sh:Literal . ex:Shape rdfs:subClassOf sh:NodeShape .",
        """ex:C a rdfs:Class ; ex:least 9 . ex:Least a ex:Component ; sh:parameter [ sh:path ex:least ] ;
          sh:validator [ sh:ask "ASK { FILTER(strlen(str($value)) < $least) }" ] .
          ex:Component rdfs:subClassOf [ rdfs:subClassOf sh:ConstraintComponent ] .""",
    ],
)
def test_a_constraint_makes_a_class_a_shape(shape: str) -> None:
    """What has a parameter is a shape (SHACL, 2.1), and what is a class is one by its superclasses too."""
    kinds = (
        "ex:Kind rdfs:subClassOf ex:Above . ex:Above rdfs:subClassOf <http://www.w3.org/2002/07/owl#Class> ."
    )
    (result,) = found(parsed(f"{shape} {kinds}"), parsed("ex:a a ex:C . ex:C a rdfs:Class .")).results
    assert result.focus == URIRef(EX + "a")


def test_text_of_a_result_is_the_same_in_each_run() -> None:
    """Values are told in their order, and not all of thousands."""
    values = ", ".join(f'"{number:04}"' for number in reversed(range(2000)))
    shapes = parsed(f"ex:S a sh:NodeShape ; sh:targetNode ex:a ; sh:hasValue {values} .")
    ((text,),) = {result.messages for result in found(shapes, parsed("")).results}
    assert text.index("0001") < text.index("0002")
    assert len(text) <= 500
