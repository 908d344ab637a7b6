"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from bilat.graph.suggest import did_you_mean
from bilat.replica.address import Address, is_address

F = TypeVar("F", bound=Callable[..., Any])


class OneOf(click.ParamType[str]):
    """A word out of a list; a wrong one is answered with the list and the nearest.

    Args:
        words: what is allowed, in the order in which it is shown.
    """

    name = "word"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word if it is in the list."""
        if value in self.words:
            return value
        near = did_you_mean(value, self.words)
        return self.fail(
            f"{value!r} is none of {', '.join(self.words)}.{' ' + near if near else ''}", param, ctx
        )

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 -- click's signature
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the words that a shell may put in the place of a beginning."""
        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- click's signature
        """Return how the help shows the list."""
        return "|".join(self.words)


class Named(click.Path):
    """A file or folder by name.

    An empty one, as of a variable with a slip, would be where one stands; an address, a folder there.
    """

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, unless it is empty or an address."""
        if value == "":
            self.fail("It is empty. Name a file or folder; . is the one that you are in.", param, ctx)
        if isinstance(value, str) and is_address(value):
            self.fail(f"{value!r} is an address. Name a file or folder of this machine.", param, ctx)
        return super().convert(value, param, ctx)


def project_option(command: F) -> F:
    """Add ``--project DIR``."""
    return click.option(
        "--project",
        "folder",
        type=Named(path_type=Path),
        metavar="DIR",
        help="Folder of ontology, data, shapes and queries; the one you are in, or else bilat's own graph, "
        "when not given.",
    )(command)


class _Place(Named):
    """A folder here, or an address in storage."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a path or an `Address`."""
        if isinstance(value, str) and is_address(value):
            return Address.parse(value)
        return super().convert(value, param, ctx)


def release_option(command: F) -> F:
    """Add ``--release DIR``, which takes an address too."""
    return click.option(
        "--release",
        "place",
        type=_Place(path_type=Path, file_okay=False),
        metavar="DIR|URL",
        help="Use this release, or the current one of this folder of releases, here or in storage.",
    )(command)


def credentials_option(command: F) -> F:
    """Add ``--credentials FILE``, for a store that wants to know who asks."""
    return click.option(
        "--credentials",
        metavar="FILE",
        help="File with a line for the store, user:password or Bearer TOKEN.  [default: engine_credentials]",
    )(command)


def format_option(words: Iterable[str], default: str) -> Callable[[F], F]:
    """Return what adds ``--format``."""
    return click.option(
        "--format", "form", type=OneOf(words), default=default, show_default=True, help="What to write."
    )


class _Target(Named):
    """A file to write to, or - for standard output."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a path, or None for standard output."""
        return None if value == "-" else super().convert(value, param, ctx)


def output_option(command: F) -> F:
    """Add ``--output FILE``."""
    return click.option(
        "--output",
        "-o",
        "target",
        type=_Target(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="File to write to, whole or not at all; standard output for -, or when not given.",
    )(command)
