"""What the endpoint says of itself when it is asked nothing (SPARQL 1.1 Service Description, 2)."""

from __future__ import annotations

from typing import Final

from bilat.engine.service.endpoints import named_endpoints
from bilat.graph.formats.export import Vocabulary
from bilat.graph.formats.jsonld import plain_context
from bilat.graph.formats.quads import Quad, literal
from bilat.settings import TABLE, Settings
from bilat.vocab import RDF, SCHEMA, SD, WELL_KNOWN
from bilat.web.catalogue import Catalogue, Part, minimal, number
from bilat.web.http.negotiate import DESCRIPTION, Choice
from bilat.web.http.parameters import ACCEPT_QUERY
from bilat.web.http.response import REVALIDATED, VARY, Response, tag

_LIMITS: Final = ("query_seconds", "query_bytes", "result_rows", "result_bytes")
_NAMES: Final = Vocabulary(prefixes={}, context=plain_context(WELL_KNOWN)).widened()


class ServiceDescription:
    """The description of the endpoint in all forms.

    Args:
        catalogue: Turtle that holds the service description, or None where a release has none.
        settings: limits to tell.
    """

    forms: Final = DESCRIPTION

    def __init__(self, catalogue: bytes | None, settings: Settings | None = None) -> None:
        known = Catalogue(catalogue, _NAMES)
        self._turtle = catalogue if known.has_service else minimal()
        service = Catalogue(self._turtle, _NAMES).service
        more = (*_limits(settings, service), *_features(settings, service)) if settings else ()
        self._catalogue = Catalogue(self._turtle, _NAMES, more)

    def limited(self, settings: Settings) -> ServiceDescription:
        """Return the same description with the limits that are in force."""
        return ServiceDescription(self._turtle, settings)

    def respond(self, choice: Choice, version: str, address: str) -> Response:
        """Return the description as data, for the address at which the endpoint was asked."""
        body = self._catalogue.write(Part.ALL, choice.form.media_type, address)
        etag = ("ETag", f'"{tag(version, choice.content_type, body)}"')
        headers = (("Content-Type", choice.content_type), VARY, REVALIDATED, etag, ACCEPT_QUERY)
        return Response(200, headers, body)


def _features(settings: Settings, service: str) -> tuple[Quad, ...]:
    """Return what the service can do by its settings."""
    federated = Quad(service, f"<{SD}feature>", f"<{SD}BasicFederatedQuery>")
    return (federated,) if named_endpoints(settings.service_endpoints) else ()


def _limits(settings: Settings, service: str) -> tuple[Quad, ...]:
    """Return what the limits of a service are, as properties in the words of schema.org."""
    quads = []
    for row in TABLE:
        if row.name in _LIMITS:
            node = f"{service[:-1]}-limit-{row.name}>"
            quads += [
                Quad(service, f"<{SCHEMA}additionalProperty>", node),
                Quad(node, f"<{RDF}type>", f"<{SCHEMA}PropertyValue>"),
                Quad(node, f"<{SCHEMA}name>", literal(row.name)),
                Quad(node, f"<{SCHEMA}description>", literal(row.help, "", "en")),
                Quad(node, f"<{SCHEMA}value>", number(getattr(settings, row.name))),
            ]
    return tuple(quads)
