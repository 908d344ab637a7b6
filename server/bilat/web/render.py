"""From a template and what it shows to a page; every page of the site is made here.

Templates are in ``templates/``: ``base.html`` is the frame of all, ``macros.html`` has the components, one
macro or function each. Values come as frozen dataclasses or plain text and are escaped by Jinja.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Final

import jinja2
from markupsafe import Markup

from bilat.graph.catalogue.addresses import address_of
from bilat.vocab import GRAPH
from bilat.web import assets, markup
from bilat.web.frame import Frame
from bilat.web.marks import LONGEST_KEPT, href_of

_KEPT: Final = 16_384
#: What the pages of a nonce may do; all others make do without scripts of their own in the page.
_NONCE: Final = (
    "default-src 'none'; script-src 'self' 'nonce-{0}'; style-src 'self' 'nonce-{0}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Renderer:
    """Makes the pages of a release.

    Args:
        frame: what is the same on each of them.
        described: tells whether a thing that is not below the base has a page here.
    """

    def __init__(self, frame: Frame, described: Callable[[str], bool] = lambda _: False) -> None:
        self.frame = frame
        self._described = described
        self._kept_href = lru_cache(_KEPT)(self._href)

    def page(
        self, template: str, *, title: str, description: str = "", current: str = "", **values: Any
    ) -> str:
        """Return a page.

        Args:
            template: its file in ``templates/``.
            title: of the page, without that of the project.
            description: what the page holds, for search engines and previews; the title if empty.
            current: address of the entry of the navigation under which the page stands.
            values: what the template shows.
        """
        return (
            _environment()
            .get_template(template)
            .render(
                frame=self.frame,
                href=self.href,
                title=title,
                description=description or title,
                current=current,
                **values,
            )
        )

    def plain(self, title: str, content: str) -> str:
        """Return a page with a heading and HTML that its maker has escaped."""
        return self.page("plain.html", title=title, content=Markup(content))  # noqa: S704

    def href(self, iri: str) -> str | None:
        """Return where an IRI leads: to its page here, else to the web, None for the rest."""
        return self._kept_href(iri) if len(iri) <= LONGEST_KEPT else self._href(iri)

    def _href(self, iri: str) -> str | None:
        if not iri.startswith((self.frame.base, GRAPH)) and self._described(iri):
            return address_of(iri, self.frame.base)
        return href_of(iri, self.frame.base)


@cache
def bare() -> Renderer:
    """Return what makes pages that know no release, such as those of some errors."""
    return Renderer(Frame())


def content_security_policy(nonce: str) -> tuple[str, str]:
    """Return the header for a page whose scripts make style elements, with a nonce that is used once."""
    return ("Content-Security-Policy", _NONCE.format(nonce))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("bilat.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=False,
    )
    environment.globals["asset"] = assets.address
    environment.globals["components"] = markup
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["plural"] = _plural
    return environment


def _plural(count: int, one: str, many: str = "") -> str:
    """Return a number with the noun it counts."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
