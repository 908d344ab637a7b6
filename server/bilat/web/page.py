"""Pages that know no release, such as errors: the frame of the site without what only a release can say."""

from __future__ import annotations

from functools import cache

from bilat.web.frame import Frame
from bilat.web.render import Renderer


def page(title: str, content: str) -> str:
    """Return a whole page.

    Args:
        title: text, escaped here.
        content: HTML, escaped by its maker.
    """
    return bare().plain(title, content)


@cache
def bare() -> Renderer:
    """Return what renders pages outside of any release."""
    return Renderer(Frame())
