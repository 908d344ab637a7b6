"""Which downloads a release has: each variant in each format, and what the files are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bilat.graph.formats.export import FORMS, Form, stated
from bilat.graph.formats.quads import Quad


class Variant(StrEnum):
    """How much of the graph a download holds."""

    WHOLE = "whole"
    STATED = "stated"

    def select(self, quads: Iterable[Quad]) -> tuple[Quad, ...]:
        """Return the quads that it holds."""
        return tuple(quads) if self is Variant.WHOLE else stated(quads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """One file to download.

    Args:
        variant: with or without what the build added.
        form: its format.
    """

    variant: Variant
    form: Form

    @property
    def file_name(self) -> str:
        """Return the last part of its address: ``bilat.ttl`` or ``bilat-stated.ttl``."""
        stem = "bilat" if self.variant is Variant.WHOLE else f"bilat-{self.variant}"
        return stem + self.form.ending

    @property
    def name(self) -> str:
        """Return its name in a release."""
        return f"downloads/{self.file_name}"

    @property
    def title(self) -> str:
        """Return what it is, for people."""
        what = (
            "Whole graph, with inferences"
            if self.variant is Variant.WHOLE
            else "As stated, without inferences"
        )
        graphs = "graphs kept" if self.form.graphs else "graphs merged"
        return f"{what}, as {self.form.title} ({graphs})"


#: All downloads, the whole graph first.
DOWNLOADS: tuple[Download, ...] = tuple(
    Download(variant=variant, form=form) for variant in Variant for form in FORMS.values()
)


def possible_downloads(*, rdfxml: bool) -> tuple[Download, ...]:
    """Return the downloads that can say all of a graph; RDF/XML cannot say everything."""
    return tuple(download for download in DOWNLOADS if rdfxml or download.form.name != "rdfxml")
