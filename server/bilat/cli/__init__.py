"""The command line: one module a command, and one place where errors become words.

Exit status: 0; 1 when a project has violations, answers differ or files are out of layout; 2 when a command
could not run; 130 after Ctrl-C; 141 when the reader of the output has gone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from bilat.cli.interrupt import interrupted
from bilat.cli.output import ReaderGoneError, complain, give_up_stdout, remark
from bilat.errors import BilatError, RequestError
from bilat.graph.suggest import did_you_mean
from bilat.settings import TABLE, unknown

COMMANDS = (
    "answers",
    "build",
    "check",
    "coverage",
    "export",
    "format",
    "init",
    "publish",
    "pull",
    "query",
    "serve",
    "why",
)

_INTERRUPTED = 130
_READER_GONE = 141


class _Commands(click.Group):
    """Loads a command when it is asked for, so that none waits for what another needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"bilat.cli.{cmd_name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``bilat help COMMAND`` for what it means, as it does in other tools."""
        if args[:1] == ["help"]:
            args = [*args[1:2], "--help"]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name, or say which there are."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = did_you_mean(args[0], COMMANDS)
            raise click.UsageError(
                f"There is no command {args[0]!r}. {near + ' ' if near else ''}"
                f"The commands are {', '.join(COMMANDS)}."
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(None, "-V", "--version", package_name="bilat")
def commands() -> None:
    """Turn a folder of RDF into a checked, reasoned and published knowledge graph."""
    for variable in unknown(os.environ):
        near = did_you_mean(variable, [row.variable for row in TABLE])
        remark(f"{variable} is no setting, and passed over. {near or ''}".rstrip())


def main() -> None:
    """Run the command line and end the process with its exit status."""
    _open_streams()
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()  # What click prints by itself is still to be written.
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            status = status or _READER_GONE
        elif not status:
            status = _unusable(error)
        give_up_stdout()
    sys.exit(status)


def _open_streams() -> None:
    """Put something in the place of standard streams that are closed, or the next file opened would take it.

    What is written to standard output then fails, as it should: somebody wanted a result.
    """
    for name, access, mode in (
        ("stdin", os.O_RDONLY, "r"),
        ("stdout", os.O_RDONLY, "w"),
        ("stderr", os.O_WRONLY, "w"),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode))


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; errors are written to stderr in words."""
    try:
        status = commands.main(list(arguments), prog_name="bilat", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    except ReaderGoneError:
        return _READER_GONE
    except BilatError as error:
        return _refused(error)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.ClickException as error:
        complain(_usage(error))
        return 2
    except SystemExit as error:  # Of click: it completed a word, or 1 for a reader of its help that has gone.
        return _READER_GONE if error.code == 1 else 0
    except OSError as error:  # What click itself prints, and what no command expects.
        return _unusable(error)
    except Exception:
        if interrupted():
            return _INTERRUPTED
        raise
    return int(status or 0)


def _refused(error: BilatError) -> int:
    """Say what is wrong, with the line of a query that is at fault, and return the exit status."""
    complain(str(error))
    if isinstance(error, RequestError) and error.detail:
        click.echo(error.detail, err=True)
    return error.exit_status


def _unusable(error: OSError) -> int:
    """Say what cannot be read or written, and return the exit status."""
    if isinstance(error, FileNotFoundError) and _folder_is_gone():
        complain("The folder that you are in is no longer there. Change to another.")
        return 2
    # What the engine cannot read has no number, and is named in what it says.
    what = error.filename or ("Standard output" if error.errno else "A file")
    gone = " If it was removed meanwhile, do this again." if isinstance(error, FileNotFoundError) else ""
    complain(f"{what} cannot be used: {error.strerror or error}.{gone}")
    return 2


def _folder_is_gone() -> bool:
    """Return whether the working directory was deleted, of which the system says only "No such file"."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    return False


def _usage(error: click.ClickException) -> str:
    """Return what is wrong with the arguments, and what is allowed."""
    message = error.format_message()
    context = getattr(error, "ctx", None)
    if isinstance(error, click.NoSuchOption) and context:
        options = sorted(
            name for option in context.command.params for name in option.opts if name[:2] == "--"
        )
        near = did_you_mean(error.option_name, options)
        known = f"The options of {context.command_path} are {', '.join([*options, '--help'])}."
        return f"There is no option {error.option_name}. {near + ' ' if near else ''}{known}"
    return message if message.endswith((".", "?")) else f"{message}."
