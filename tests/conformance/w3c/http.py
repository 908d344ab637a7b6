"""The HTTP exchanges that the manifests of the protocols describe (HTTP Vocabulary in RDF)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from w3c.manifest import MF, Entry, Term
from werkzeug.test import Client, TestResponse

_HT: Final = "http://www.w3.org/2011/http#"
_CNT: Final = "http://www.w3.org/2011/content#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request, and what the response has to be like.

    Args:
        method: of HTTP.
        path: with the query string.
        headers: names and values.
        body: octets, or None.
        statuses: first digits of the status codes that are right.
        says: the truth value in the response, or None.
        form: boolean, tabular, RDF or an empty text.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: frozenset[int]
    says: bool | None
    form: str

    @property
    def content_type(self) -> str:
        """Return the media type of the request, or an empty text."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), "")

    @property
    def is_update(self) -> bool:
        """Return whether this asks for a change of the data."""
        return "sparql-update" in self.content_type or b"update=" in (self.body or b"") + self.path.encode()

    def send(self, client: Client, path: str) -> TestResponse:
        """Return the response of a server, with the endpoint at another path than in the manifest."""
        query = self.path.partition("?")[2]
        return client.open(
            f"{path}?{query}" if query else path,
            method=self.method,
            headers=list(self.headers),
            data=self.body,
            buffered=True,
        )


def exchanges(entry: Entry) -> Iterator[Exchange]:
    """Yield the exchanges of a test, in their order."""
    facts = entry.facts
    for request in facts.items(facts.one(entry.action, f"{_HT}requests")):
        response = facts.one(request, f"{_HT}resp")
        statuses = facts.iris(response, f"{MF}expectedStatus")
        says = facts.text(response, f"{MF}expectedBoolean")
        yield Exchange(
            method=facts.text(request, f"{_HT}methodName"),
            path=facts.text(request, f"{_HT}absolutePath"),
            headers=_headers(entry, request),
            body=_body(entry, request),
            statuses=frozenset(int(status[-3]) for status in statuses if status.endswith("xx")),
            says=says == "true" if says else None,
            form=facts.text(response, f"{MF}expectedFormat"),
        )


def _headers(entry: Entry, request: Term) -> tuple[tuple[str, str], ...]:
    headers = entry.facts.items(entry.facts.one(request, f"{_HT}headers"))
    return tuple(
        (entry.facts.text(header, f"{_HT}fieldName"), entry.facts.text(header, f"{_HT}fieldValue"))
        for header in headers
    )


def _body(entry: Entry, request: Term) -> bytes | None:
    body = entry.facts.one(request, f"{_HT}body")
    encoding = entry.facts.text(body, f"{_CNT}characterEncoding")
    return entry.facts.text(body, f"{_CNT}chars").encode(encoding) if body else None
