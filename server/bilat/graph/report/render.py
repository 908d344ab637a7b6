"""Findings as a report, in any of the forms that people and tools ask for.

Every form says what was checked beside what was found. The same findings give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module

from bilat.errors import BilatError
from bilat.graph.report.findings import Finding, in_order
from bilat.graph.report.scope import Scope
from bilat.graph.report.text import as_text
from bilat.graph.suggest import did_you_mean

#: Module and name of what writes each form: a report in text needs neither templates nor RDF.
_WRITERS: Mapping[str, tuple[str, str]] = {
    "text": ("text", "as_text"),
    "json": ("json", "as_json"),
    "html": ("html", "as_html"),
    "turtle": ("rdf", "as_turtle"),
    "jsonld": ("rdf", "as_jsonld"),
    "sarif": ("sarif", "as_sarif"),
    "github": ("github", "as_github"),
}
FORMS = tuple(_WRITERS)
#: The forms that a release keeps, each with the ending of its file.
FORMATS = {
    "text": "txt",
    "json": "json",
    "html": "html",
    "turtle": "ttl",
    "jsonld": "jsonld",
    "sarif": "sarif",
}


def render(
    findings: Iterable[Finding],
    form: str,
    *,
    checked: Scope | None = None,
    colour: bool = False,
    ordered: bool = False,
) -> bytes:
    """Return a report in UTF-8.

    Args:
        findings: in any order; each counts once.
        form: one of `FORMS`.
        checked: what was checked; without it the report cannot say.
        colour: whether to colour text for a terminal; other forms take no notice.
        ordered: whether findings are in the order of reports already, each once.

    Raises:
        BilatError: there is no such form.
    """
    told, scope = tuple(findings) if ordered else in_order(findings), checked or Scope()
    if form == "text" and colour:
        return "".join(as_text(told, scope, colour=True)).encode()
    return "".join(pieces(told, form, scope)).encode()


def pieces(ordered: tuple[Finding, ...], form: str, scope: Scope) -> Iterator[str]:
    """Return the same piece by piece, for a report that is too long to be held.

    Args:
        ordered: findings in the order of reports, each once.
        form: one of `FORMS`.
        scope: what was checked.

    Raises:
        BilatError: there is no such form.
    """
    if form not in _WRITERS:
        known = ", ".join(FORMS)
        remedy = did_you_mean(form, FORMS) or f"There are {known}."
        raise BilatError(f"There is no report in the form {form!r}.", remedy=remedy)
    module, name = _WRITERS[form]
    write: Callable[[tuple[Finding, ...], Scope], Iterator[str]] = getattr(
        import_module(f"bilat.graph.report.{module}"), name
    )
    return write(ordered, scope)
