"""What is wrong with a file that cannot be parsed: a place and a sentence a person understands.

pyoxigraph decides what is well-formed. Its message names the place; the words come from our own reader
where that stops no later, and from a table of translations otherwise.
"""

from __future__ import annotations

import re

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.source.terms import of_rdf_1_2
from bilat.graph.source.tokens import Kind, Lines, tokenize
from bilat.graph.source.turtle import READABLE, read
from bilat.graph.source.wording import TurtleError

_POSITION = re.compile(r"^Parser error (?:at|between) line.*?: ")

#: Part of pyoxigraph's message, and what to say instead (None: keep it) with what to do.
_TRANSLATIONS: tuple[tuple[str, str | None, str | None], ...] = (
    (
        "No LoadDocumentCallback",
        "The file names a JSON-LD context on the web, and nothing is fetched.",
        'Write it into the file, under "@context", or name a copy of it: [contexts] in bilat.toml.',
    ),
    (
        "Only UTF-8 is supported",
        "The first line says that the file is not UTF-8.",
        'Save it as UTF-8, with encoding="UTF-8" in the first line.',
    ),
    ("Cannot decode input using UTF-8", "The file is not UTF-8.", "Save it as UTF-8."),
    ("Invalid UTF-8", "The file is not UTF-8.", "Save it as UTF-8."),
    (
        "XML namespaces are required",
        "This element, or an attribute of it, has no namespace, as all have in RDF/XML.",
        "Write it with a prefix; the first element is most often "
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">.',
    ),
    (
        "Unknown prefix",
        None,
        "Declare it in the first element, as in "
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">.',
    ),
    (
        "already contains one root",
        "The file holds several JSON documents, one after the other.",
        "Put them into one list, with commas between: [ {...}, {...} ].",
    ),
    (
        "No scheme found in an absolute IRI",
        None,
        "The IRI is relative and has no base: write it in full.",
    ),
    (
        "allowed to be escaped in IRIs",
        "The name holds an escape that names do not have.",
        r"In a name \ stands only before one of _~.-!$&'()*+,;=/?#@%.",
    ),
    (
        "escapes in IRIs should be %",
        "The name holds % without two hexadecimal digits after it.",
        r"The sign itself is written \% or %25.",
    ),
    ("Invalid IRI", None, "Write characters that an IRI may not hold as % and two hexadecimal digits."),
    (
        "must not be rdf:langString",
        "Text of the datatype rdf:langString has no language.",
        'Write its language, as in "text"@en, or leave the datatype out.',
    ),
    ("subtag", None, "A language tag is a code such as en or en-gb (BCP 47)."),
    ("language tag", None, "A language tag is a code such as en or en-gb (BCP 47)."),
    ("beginning of a prefix name", None, "Text stands in double quotes, an IRI in <>."),
    ("must be an IRI", None, "N-Triples and N-Quads hold IRIs in <>, blank nodes and text in double quotes."),
    ("not a valid unicode character", None, "Characters above U+FFFF are written \\UXXXXXXXX."),
)


_JSON_LD = "application/ld+json"
#: An IRI stays as it is at the beginning of a sentence.
_SCHEME = re.compile(r"[a-z]+:/")
#: Characters that prefixed names may hold and IRIs may not (PN_CHARS_BASE in Turtle, ucschar in RFC 3987)
_NO_IRI = re.compile("[\U000e0000-\U000e0fff]")
#: Before the root of a file in XML: declaration, comments, a document type with its entities.
_PROLOGUE = r"(<\?[^>]*>|<![^>]*>|\]>|\s)*"
_COMMENTS = re.compile(r"\A(\s*#.*\n)*\s*")
_CONVERT = "Save it as RDF/XML or Turtle, which Protégé and ROBOT do."
#: How files begin that are no RDF/XML though their ending says so; then what they are, and what to do.
_OTHERS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"(Prefix|Ontology)\("), "OWL in functional syntax", _CONVERT),
    (re.compile(r"(Prefix|Ontology):"), "OWL in Manchester syntax", _CONVERT),
    (
        re.compile(_PROLOGUE + r"<(\w+:)?Ontology\b(?![^>]*:(about|ID|nodeID)\s*=)"),
        "OWL/XML",
        _CONVERT,
    ),
    (re.compile(_PROLOGUE + r"<(\w+:)?TriX\b"), "TriX", "Save it as TriG or N-Quads."),
    (
        re.compile(_PROLOGUE + r"<(\w+:)?sparql\b[^>]*/sparql-results#"),
        "the answer of a query",
        "Ask with CONSTRUCT for RDF.",
    ),
    (re.compile(r"(@prefix|@base|prefix|base)\s", re.IGNORECASE), "Turtle", "Name the file .ttl."),
    (re.compile(r"[{\[]"), "JSON", "Name the file .jsonld if it is JSON-LD."),
)


#: What an address gives that was asked for a file by a browser, or wrongly.
_HTML = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!doctype\s+html|<html)\b", re.IGNORECASE)


def other_than_rdfxml(text: str, file: str) -> SourceError | None:
    """Return what to tell about a file that is none of RDF/XML though its ending says so.

    A parser may well take other XML, such as OWL/XML or TriX, for a few odd statements.
    """
    if _HTML.match(text):
        return _web_page(file)
    begun = _COMMENTS.sub("", text, count=1)
    for pattern, what, remedy in _OTHERS:
        if pattern.match(begun):
            return SourceError(f"This is {what}, not RDF/XML.", remedy=remedy, place=Place(file, 1))
    return None


def name_that_is_no_iri(text: str, media_type: str, file: str) -> SourceError | None:
    """Return what to tell about a well-formed file with a name whose IRI cannot be written in full.

    pyoxigraph lets such names pass, and then refuses the N-Quads that it makes of them.
    """
    if media_type not in READABLE or not _NO_IRI.search(text):
        return None
    for token in tokenize(text):
        odd = _NO_IRI.search(token.text.partition(":")[2]) if token.kind is Kind.NAME else None
        if odd:
            return SourceError(
                f"The name {token.text} holds the character U+{ord(odd[0]):X}, which no IRI may.",
                remedy="Take it out: most often it is an invisible part of a flag.",
                place=Place(file, *Lines(text).at(token.offset)),
            )
    return None


def explain(
    error: SyntaxError, text: str, media_type: str, file: str, *, lines_only: bool = False
) -> SourceError:
    """Return what to tell about a file that pyoxigraph refuses.

    Args:
        error: what pyoxigraph raised.
        text: the whole file.
        media_type: what the file was parsed as.
        file: its name for people.
        lines_only: whether columns of the text are not those of the file.
    """
    if _HTML.match(text):
        return _web_page(file)
    line, column = error.lineno, error.offset
    if line is None:
        find = _keyword_place if media_type == _JSON_LD else _first_place
        line, column = find(error, text, media_type)
    lines = Lines(text)
    ours = _read_error(text, media_type)
    if ours is not None:
        place = lines.at(ours.offset)
        if line is None or place <= (error.end_lineno or line, error.end_offset or column or 1):
            return SourceError(ours.message, remedy=ours.remedy, place=Place(file, *place))
    message, remedy = translated(str(error.msg))
    return SourceError(message, remedy=remedy, place=Place(file, line, None if lines_only else column))


def _web_page(file: str) -> SourceError:
    return SourceError(
        "This is a web page, not RDF.",
        remedy="Fetch the data anew, for example with curl -L -H 'Accept: text/turtle'.",
        place=Place(file, 1),
    )


def _first_place(error: SyntaxError, text: str, media_type: str) -> tuple[int | None, int | None]:
    """Return where the parser complains first, found by parsing ever shorter beginnings of the text.

    pyoxigraph tells no place in XML. A beginning that reaches the mistake has the same complaint, a shorter
    one another or none.
    """
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        if _complaint(text[:middle], media_type) == str(error.msg):
            high = middle
        else:
            low = middle + 1
    if _complaint(text[:high], media_type) != str(error.msg):
        return None, None
    return Lines(text).at(max(high - 1, 0))


def _keyword_place(error: SyntaxError, text: str, _media_type: str) -> tuple[int | None, int | None]:
    """Return where the keyword of JSON-LD stands that a complaint is about, as far as only one can be meant.

    pyoxigraph tells no place of what JSON-LD means, and complains only where an object ends.
    """
    message = str(error.msg)
    named = re.search(r"@\w+", message)
    keyword = named[0] if named else "@context"
    found = list(re.finditer(rf'"{keyword}"\s*:\s*', text))
    right = '"[' if "must be a string" in message else "{[" if named is None else None
    wrong = [match for match in found if right and text[match.end() : match.end() + 1] not in right]
    if len(found) == 1 or wrong:
        return Lines(text).at((wrong or found)[0].start())
    return None, None


def _complaint(text: str, media_type: str) -> str | None:
    """Return what pyoxigraph has against a text."""
    try:
        for _ in ox.parse(text, format=ox.RdfFormat.from_media_type(media_type)):
            pass
    except SyntaxError as error:
        return str(error.msg)
    return None


def unsupported(what: str, text: str, media_type: str, file: str) -> SourceError:
    """Return the error for a file with a term that only RDF 1.2 has."""
    ours = _read_error(text, media_type)
    return of_rdf_1_2(what, Place(file, *Lines(text).at(ours.offset)) if ours else Place(file))


def _read_error(text: str, media_type: str) -> TurtleError | None:
    if media_type not in READABLE:
        return None
    try:
        read(text, media_type)
    except TurtleError as error:
        return error
    return None


def translated(message: str) -> tuple[str, str | None]:
    """Return a message of pyoxigraph, without its place, and a remedy in our words where there are any."""
    message = _POSITION.sub("", message)
    for part, words, remedy in _TRANSLATIONS:
        if part in message:
            return words or _sentence(message), remedy
    return _sentence(message), None


def _sentence(message: str) -> str:
    """Return a message with a capital letter and a full stop, without the line that it may repeat."""
    text = re.sub(r" \(line \d+\)$", "", message.strip()).rstrip(".")
    return f"{text if _SCHEME.match(text) else text[:1].upper() + text[1:]}."
