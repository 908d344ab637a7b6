"""The checks that are not shapes: id, title and what each is for. Reports and documentation read this."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bilat.vocab import Namespace

#: A check in RDF reports is CHECKS[id].
CHECKS = Namespace("https://w3id.org/bilat/checks#")

SYNTAX = "syntax"
EMPTY_FILE = "empty-file"
UNREAD_FILE = "unread-file"
PREFIX_CONFLICT = "prefix-conflict"
NAMESPACE_SLIP = "namespace-slip"
BASE_UNUSED = "base-unused"
KEY_LOST = "key-lost"
KEY_REPEATED = "key-repeated"
CIRCLE_OF_TERMS = "circle-of-terms"
LITERAL_REWRITTEN = "literal-rewritten"
LITERAL_ILL_TYPED = "literal-ill-typed"
REGEX_INVALID = "regex-invalid"
REGEX_BACKTRACKS = "regex-backtracks"
DOWNLOAD_LEFT_OUT = "download-left-out"
REASONING_INCOMPLETE = "reasoning-incomplete"
CHECKS_AT_BUILD = "checks-at-build"
CHECK_UNFINISHED = "check-unfinished"
UNDEFINED_TERM = "undefined-term"
UNKNOWN_TERM = "unknown-term"
UNKNOWN_SHACL_TERM = "unknown-shacl-term"
ILL_FORMED_SHAPE = "ill-formed-shape"
ILL_FORMED_QUERY = "ill-formed-query"
RECURSIVE_SHAPE = "recursive-shape"
SLOW_SHAPE = "slow-shape"
NOT_EVALUATED = "not-evaluated"
CHECKED_NOTHING = "checked-nothing"
SHAPES_ELSEWHERE = "shapes-elsewhere"
THING_WITHOUT_NAME = "thing-without-name"


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table.

    Args:
        id: the ``rule`` of its findings.
        title: what it finds, in a few words.
        help: why it matters and what to do, in a sentence or two.
    """

    id: str
    title: str
    help: str


TABLE = (
    Check(
        SYNTAX,
        "File that cannot be read",
        "Nothing is built before every file of a project parses: nobody would miss a file that is skipped.",
    ),
    Check(
        EMPTY_FILE,
        "File without a statement",
        "A file that says nothing is often one that was never finished.",
    ),
    Check(
        UNREAD_FILE,
        "File that is passed over",
        "Its ending is none of those that are read, though it may well hold RDF or a query; or it lies "
        "behind a link to a folder, and no such link is followed; or it is a query in none of the folders "
        "that say what a query is for; or it is a table, which says nothing without a mapping.",
    ),
    Check(
        PREFIX_CONFLICT,
        "Prefix with two meanings",
        "A prefix that stands for two namespaces misleads readers; downloads can have only one of them.",
    ),
    Check(
        NAMESPACE_SLIP,
        "Namespace that is nearly a well-known one",
        "With https for http, or another character at the end, its terms are others, which no tool knows. "
        "So are things whose IRIs begin nearly as a prefix of the project says.",
    ),
    Check(
        BASE_UNUSED,
        "Base at which nothing is",
        "A server answers for the IRIs that begin with the base of bilat.toml: with another one, links, "
        "citations and the catalogue name a site that has nothing of the graph.",
    ),
    Check(
        KEY_LOST,
        "Key of JSON-LD that stands for nothing",
        "What stands under a key that no context knows is no statement, and JSON-LD says nothing of it.",
    ),
    Check(
        KEY_REPEATED,
        "Key of JSON-LD that an object has twice",
        "Readers differ: all values are read here, but of a term in a context the last alone, and other "
        "readers keep the last of any.",
    ),
    Check(
        CIRCLE_OF_TERMS,
        "Class or property below itself",
        "Whatever is of one class in a circle is of all of them; it is rarely meant.",
    ),
    Check(
        LITERAL_REWRITTEN,
        "Literal that the query engine rewrites",
        "The query engine stores some literals in another form, so that an answer differs from the file. "
        "Write the form that survives.",
    ),
    Check(
        LITERAL_ILL_TYPED,
        "Literal outside its datatype",
        "A literal that its datatype does not have stands for nothing: it compares with no value.",
    ),
    Check(
        REGEX_INVALID,
        "Regular expression that does not compile",
        "A shape with such a pattern cannot be checked. Flags that mean nothing are told too.",
    ),
    Check(
        REGEX_BACKTRACKS,
        "Regular expression that can take exponential time",
        "Some thirty characters of data can keep such a pattern busy for hours. Rewrite it so that only "
        "one way of matching is left.",
    ),
    Check(
        UNDEFINED_TERM,
        "Own term that is defined nowhere",
        "A term in a namespace of the project that no file defines is nearly always a misspelt one; a query "
        "for the right name misses what it says. A value is told where nearly all others are described. "
        "It is a violation where the project has the header of the ontology or its base, else a warning.",
    ),
    Check(
        UNKNOWN_TERM,
        "Term that its vocabulary does not have",
        "RDF, RDFS, OWL, SKOS and XML Schema are finished: no tool knows what they do not define.",
    ),
    Check(
        UNKNOWN_SHACL_TERM,
        "SHACL term that does not exist",
        "A validator passes over a constraint that it does not know, so that nothing at all is checked.",
    ),
    Check(
        ILL_FORMED_SHAPE,
        "Shape that cannot be run",
        "SHACL's own shapes refuse it, or the validator gives up on it. Nothing is validated until all "
        "shapes are well-formed, for nobody would miss one that is skipped.",
    ),
    Check(
        ILL_FORMED_QUERY,
        "Query of a shape that may not run",
        "SHACL forbids MINUS, VALUES and SERVICE in shapes, and queries that lose the value of $this. "
        "Such a query is left out; the rest of its shape is checked.",
    ),
    Check(
        RECURSIVE_SHAPE,
        "Shapes that refer to each other in a circle",
        "SHACL leaves open what that means, so that another validator may find something else.",
    ),
    Check(
        SLOW_SHAPE,
        "Shape that is not evaluated as SQL",
        "Its results are the same and take longer: pyshacl evaluates it, focus node by focus node.",
    ),
    Check(
        NOT_EVALUATED,
        "Part of a shape that nothing evaluates",
        "Rules, targets that are queries, expressions and JavaScript are no part of SHACL 1.0: nobody would "
        "see that they find nothing. Nor does a component find anything without a validator for the kind of "
        "shape that has its parameters.",
    ),
    Check(
        CHECKED_NOTHING,
        "Shape that checked nothing",
        "None of its targets is in the data: data are yet to come, or the target is misspelt.",
    ),
    Check(
        THING_WITHOUT_NAME,
        "Things that have no IRI and no page",
        "Nobody can link to a blank node or ask for it by name. One that a thing leads to is on the page "
        "of that thing; others are found by queries only.",
    ),
    Check(
        SHAPES_ELSEWHERE,
        "Shapes outside of their folder",
        "Only what stands in shapes/ is held against the data; elsewhere a shape is a statement like others.",
    ),
    Check(
        REASONING_INCOMPLETE,
        "Axiom that the reasoner does not act on",
        "The rules are those of OWL 2 RL. What would follow from any other axiom is not inferred; all else "
        "is. The setting unsupported_axioms says how grave that is.",
    ),
    Check(
        CHECKS_AT_BUILD,
        "Saved checks that wait for the build",
        "Queries of a large project run on the store that a build makes; a check alone makes none.",
    ),
    Check(
        CHECK_UNFINISHED,
        "Query that was not finished",
        "A saved check or a query of a shape that takes too long, or finds too much, is given up; what else "
        "it would have found is not known.",
    ),
    Check(
        DOWNLOAD_LEFT_OUT,
        "Download that a release does not have",
        "RDF/XML cannot write every property and every character; a download that lacks something would "
        "mislead whoever counts on it.",
    ),
)
#: What other parts of a check find, beside shapes and the saved checks of a project.
FURTHER = (
    Check(
        "evidence-missing",
        "Nothing to compare with the documents",
        "A check that compares nothing would pass whatever the documents say.",
    ),
    Check(
        "document-missing",
        "Document that is not at hand",
        "Without the document nothing that cites it can be compared.",
    ),
    Check(
        "document-unreadable",
        "Document that cannot be read",
        "Positions count code points, so a document must be text in UTF-8.",
    ),
    Check(
        "document-altered",
        "Document that is not the one cited",
        "Positions and digests were taken from another text than the one at hand.",
    ),
    Check(
        "document-length",
        "Document of another length",
        "Text was added or taken away since positions were taken.",
    ),
    Check(
        "document-incomplete",
        "Document without a digest",
        "Without one digest it cannot be told whether a text is the one that was cited.",
    ),
    Check("passage-altered", "Passage with other words", "The text at the position is not what was cited."),
    Check("passage-moved", "Passage that has moved", "The words are the same, the position is not."),
    Check(
        "passage-incomplete",
        "Passage without position or digest",
        "A passage is compared by its position and its digest; it needs one of each.",
    ),
    Check(
        "passage-out-of-range",
        "Passage outside its document",
        "The position lies behind the end of the document.",
    ),
)
BY_ID = {check.id: check for check in (*TABLE, *FURTHER)}
_CONTRADICTION = re.compile(r"(?:cax|cls|dt|eq|prp)-[a-z0-9-]+")


def describe(identifier: str) -> Check:
    """Return the row of a check; one is made up for rules of OWL 2 RL and for checks of a project."""
    known = BY_ID.get(identifier)
    if known is not None:
        return known
    if _CONTRADICTION.fullmatch(identifier):
        return Check(
            identifier,
            f"Contradiction (rule {identifier} of OWL 2 RL)",
            "Statements and ontology cannot all be true. The rule is in section 4.3 of the OWL 2 Profiles.",
        )
    return Check(identifier, f"Check {identifier}", "This check is one of the project's own.")
