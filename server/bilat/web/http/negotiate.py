"""Which form of a thing a client gets: one table of forms for each kind of thing, and RFC 9110, 12.5.1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import Final

from werkzeug.datastructures import Accept, MIMEAccept
from werkzeug.http import parse_accept_header

from bilat.engine import formats
from bilat.engine.interface import Kind
from bilat.errors import NotAcceptable, RequestError


@dataclass(frozen=True, slots=True, eq=False)  # Each there is once: hashed in no time.
class Form:
    """One way to write something.

    Args:
        media_type: its own media type.
        names: what ``format=`` calls it; the first is also its file name ending.
        aliases: other media types that clients ask for; they are answered in the type they asked for, but not
            in XHTML: pages are no XML.
    """

    media_type: str
    names: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Args:
        form: how to write it.
        content_type: value of the Content-Type header.
        offered: all forms that there are.
    """

    form: Form
    content_type: str
    offered: tuple[Form, ...] = ()


#: A weight, and quoted text that looks like one; read once, also where no quote ends it.
_WEIGHT: Final = re.compile(r'"(?>(?:[^"\\]|\\.?)*)"?|;\s*q\s*=\s*([^;,\s]*)', re.IGNORECASE)
#: Names of a form, with commas between them, are some words; each is looked for among all.
_LONGEST_NAME: Final = 200
#: What is none, such as one with spaces in it, the library takes long to find out.
_MEDIA_RANGE: Final = re.compile(r"[^\s/]+/[^\s/]+")

HTML: Final = Form("text/html", ("html",), ("application/xhtml+xml",))
MARKDOWN: Final = Form("text/markdown", ("md", "markdown"))
JSON: Final = Form("application/json", ("json",))
CSV: Final = Form(formats.CSV, ("csv",))
SVG: Final = Form("image/svg+xml", ("svg",))
ROWS: Final = (
    Form(formats.JSON, ("json", "srj"), ("application/json",)),
    Form(formats.XML, ("xml", "srx"), ("application/xml", "text/xml")),
    CSV,
    Form(formats.TSV, ("tsv",)),
    HTML,
    MARKDOWN,
)
TRIPLES: Final = (
    Form(formats.TURTLE, ("ttl", "turtle", "n3"), ("application/x-turtle", "text/n3")),
    Form(formats.N_TRIPLES, ("nt", "ntriples"), ("text/plain",)),
    Form(formats.JSON_LD, ("jsonld", "json-ld", "json"), ("application/json",)),
    Form(formats.RDF_XML, ("rdf", "rdfxml", "xml", "rdf+xml"), ("application/xml", "text/xml")),
    Form(formats.TRIG, ("trig",), ("application/x-trig",)),
    Form(formats.N_QUADS, ("nq", "nquads"), ("text/x-nquads",)),
)
DOCUMENT: Final = (HTML, *TRIPLES)
DESCRIPTION: Final = (*TRIPLES, HTML)
RESULTS: Final[Mapping[Kind, tuple[Form, ...]]] = {
    Kind.SELECT: ROWS,
    Kind.ASK: ROWS,
    Kind.GRAPH: (*TRIPLES, HTML),
}


def choose(forms: tuple[Form, ...], accept: str | None, name: str | None = None) -> Choice:
    """Return the form to answer in; the first of ``forms`` when the client has no wish.

    Args:
        forms: what there is, the most usual first.
        accept: the Accept header, or None.
        name: value of ``format=``, or several of the same form with commas between them, as some clients send
            it; it wins over the header.

    Raises:
        NotAcceptable: the client accepts none of them; the error lists them.
        RequestError: there is no form of that name, or names are of several.
    """
    if name is not None:
        return _named(forms, name)
    chosen = (
        _best(forms, accept)
        if accept and accept.strip(" \t,")
        else Choice(forms[0], _with_charset(forms[0].media_type), forms)
    )
    if chosen is None:
        raise NotAcceptable("Nothing that you accept is offered here.", detail=_list(forms))
    return chosen


def _named(forms: tuple[Form, ...], name: str) -> Choice:
    if len(name) > _LONGEST_NAME:
        raise RequestError(
            f"No format has a name of {len(name):,} characters.",
            remedy="Choose one from the list.",
            detail=_list(forms),
        )
    # A plus that was not escaped has become a space on the way.
    words = {word.strip().lower().replace(" ", "+") for word in name.split(",")}
    # A name that two forms have, such as json, means the first.
    firsts = (
        next((form for form in forms if word in (*form.names, form.media_type, *form.aliases)), None)
        for word in words
    )
    found = {form for form in firsts if form}
    if len(found) == 1:
        (form,) = found
        return Choice(form, _with_charset(form.media_type), forms)
    raise RequestError(
        f"{name!r} names several formats." if found else f"There is no format {name!r} for this.",
        remedy="Choose one from the list.",
        detail=_list(forms),
    )


@lru_cache(maxsize=512)
def _best(forms: tuple[Form, ...], accept: str) -> Choice | None:
    """Return the best form for a header; parameters of media ranges play no part, except q."""
    by_type = {form.media_type: form for form in forms}
    for form in forms:
        for alias in form.aliases:
            by_type.setdefault(alias, form)
    best = accepted(accept).best_match(by_type)
    if best is None:
        return None
    form = by_type[best]
    return Choice(form, _with_charset(form.media_type if form is HTML else best), forms)


def accepted(accept: str) -> MIMEAccept:
    """Return the media ranges of an Accept header, without their parameters and what is none."""
    asked = parse_accept_header(_WEIGHT.sub(_within_bounds, accept), Accept)
    return MIMEAccept(
        [(found, quality) for value, quality in asked if _MEDIA_RANGE.fullmatch(found := _range(value))]
    )


def _within_bounds(weight: re.Match[str]) -> str:
    """Return a weight as RFC 9110 (12.4.2) has it; what is none counts as none was given."""
    if weight[1] is None:
        return weight[0]
    try:
        value = float(weight[1])
    except ValueError:
        return ""
    return "" if isnan(value) else f";q={min(1.0, max(0.0, value)):.6f}"


def _range(value: str) -> str:
    """Return a media range without its parameters; older clients write one asterisk for all."""
    media_range = value.partition(";")[0].strip()
    return "*/*" if media_range == "*" else media_range


def _with_charset(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _list(forms: tuple[Form, ...]) -> str:
    return "Offered: " + ", ".join(f"{form.media_type} (format={form.names[0]})" for form in forms)
