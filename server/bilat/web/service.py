"""What the endpoint says of itself when it is asked nothing (SPARQL 1.1 Service Description, 2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyoxigraph import RdfFormat, parse, serialize

from bilat.engine.formats import TRIPLES
from bilat.web.negotiate import DESCRIPTION, HTML, Choice, Form
from bilat.web.page import page
from bilat.web.response import REVALIDATED, VARY, Response, tag
from bilat.web.tables import query_form

FIRST_QUERY: Final = "SELECT * WHERE {\n  ?subject ?property ?value\n}\nLIMIT 10"
_MINIMAL: Final = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
[] a sd:Service ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


class ServiceDescription:
    """The description of the endpoint in all forms, written once.

    Args:
        catalogue: Turtle that holds the service description, or None where a release has none.
    """

    forms: Final = DESCRIPTION

    def __init__(self, catalogue: bytes | None) -> None:
        text = catalogue if catalogue and b"sparql-service-description#" in catalogue else _MINIMAL.encode()
        self._bodies = _write_all(text)
        self._bodies[HTML] = page("SPARQL", query_form(FIRST_QUERY)).encode()

    def respond(self, choice: Choice, version: str) -> Response:
        """Return the description in a form."""
        body = self._bodies[choice.form]
        etag = ("ETag", f'"{tag(version, body)}"')
        return Response(200, (("Content-Type", choice.content_type), VARY, REVALIDATED, etag), body)


def _write_all(text: bytes) -> dict[Form, bytes]:
    quads = list(parse(text, RdfFormat.TURTLE))
    triples = [quad.triple for quad in quads]
    formats: Mapping[str, RdfFormat] = TRIPLES
    return {
        form: serialize(triples, format=formats[form.media_type]) or b""
        for form in DESCRIPTION
        if form is not HTML
    }
