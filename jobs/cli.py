"""The command `crmbridge`: translates words into calls and errors into exit codes, nothing more."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
import typer.exceptions

from crmbridge.errors import (
    ConfigError,
    CrmbridgeError,
    FatalError,
    PluginError,
    RequestError,
    TransientError,
)
from crmbridge.plugins import guard
from jobs.commands import crm, export, extract, gaps, history, office, review, run, sync, tutorial
from jobs.console import Voice, complain
from jobs.context import CallContext

DEBUG_VARIABLE = "CRMBRIDGE_DEBUG"
"""Set it to see where an error came from; the trace may hold names of documents."""

USAGE, FATAL, UNREACHABLE = 2, 3, 4

_EXIT_CODES: tuple[tuple[type[CrmbridgeError], int], ...] = (
    (ConfigError, USAGE),
    (RequestError, USAGE),
    (FatalError, FATAL),
    (TransientError, UNREACHABLE),
    (PluginError, FATAL),
)
_GLOBAL_FLAGS = ("--quiet", "--json")
_GLOBAL_OPTION = "--config"

app = typer.Typer(
    name="crmbridge",
    help="Makes the client record of a CRM complete, and proves it.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        sys.stdout.write(f"crmbridge {version('crmbridge')}\n")
        raise typer.Exit


@app.callback()
def _set_context(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(help="Configuration; else ./crmbridge.toml, else $CRMBRIDGE_CONFIG.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print results only.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print rows as JSON lines.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    context.obj = CallContext(config=config, voice=Voice(quiet=quiet, as_json=as_json))


for module in (tutorial, office, sync, run, extract, history, export):
    module.register(app)
app.add_typer(crm.app, name="crm")
app.add_typer(review.app, name="review")
app.add_typer(gaps.app, name="gaps")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command and exits with its code."""
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


def run_command(arguments: Sequence[str]) -> int:
    """Runs the command and returns its exit code; errors are said on standard error."""
    try:
        result = _run_guarded(hoist_global_options(arguments))
    except typer.exceptions.TyperException as error:  # a word that is not understood; typer has no other name for it
        message = error.format_message()
        if message.startswith("Usage:"):  # a command without its words is answered with its help
            sys.stderr.write(f"{message}\n")
        else:
            complain(message)
        return USAGE
    except (typer.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    except BrokenPipeError:
        return 0
    except CrmbridgeError as error:
        complain(str(error))
        return next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), FATAL)
    return result if isinstance(result, int) else 0


def _run_guarded(arguments: list[str]) -> object:
    """Runs the application; what nobody foresaw becomes one sentence, and its place is shown to who asks for it."""
    try:
        with guard("crmbridge", let_through=(typer.exceptions.TyperException, typer.Abort, BrokenPipeError)):
            return app(args=arguments, standalone_mode=False)
    except PluginError as error:
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exception(error)
        raise


def hoist_global_options(arguments: Sequence[str]) -> list[str]:
    """Lets --config, --quiet and --json stand after the command as well as before it."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in _GLOBAL_FLAGS or word.startswith(f"{_GLOBAL_OPTION}="):
            front.append(word)
        elif word == _GLOBAL_OPTION:
            front += [word, *([value] if (value := next(words, None)) is not None else [])]
        else:
            rest.append(word)
    return front + rest
