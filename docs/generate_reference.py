"""Writes docs/reference/ from the command line and the configuration models: `python -m docs.generate_reference`.

A test fails while the files are not what this makes.
"""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import typer
from typer.models import ArgumentInfo, OptionInfo

from crmbridge.config import Section, Settings
from crmbridge.config import kinds as config
from docs.configuration_keys import MEANINGS
from docs.reading_keys import MEANINGS as READING_KEYS
from jobs.cli import app

REFERENCE = Path(__file__).parent / "reference"

_COMMANDS_HEAD = """# Commands

Made by `python -m docs.generate_reference` from the command line itself; do not edit.

The global options may stand before or after the command. Every command also takes `--help`.

| exit code | meaning |
|---|---|
| 0 | complete |
| 10 | it ran, and something is open: a gap, a failed item, a refused row, a document that could not be read |
| 2 | the configuration is wrong, or what was asked for cannot be done |
| 3 | fatal: the ledger or the store cannot be used |
| 4 | a repository or the CRM could not be reached (the others were done); another run is at work; `doctor`: not well |
"""

_CONFIGURATION_HEAD = """# Configuration

Made by `python -m docs.generate_reference` from the settings themselves; do not edit.

One TOML file, by default `crmbridge.toml` in the current folder. `crmbridge init` writes a commented one. Relative
paths are relative to the folder of the file. An unknown key is a mistake, and the message names the nearest known key.
All mistakes are reported together.
"""

_READING_HEAD = """# A reading

Made by `python -m docs.generate_reference`; do not edit.

What `crmbridge extract FILE` prints: one JSON object on a line for each file. The ledger keeps readings so,
too.

| key | meaning |
|---|---|
"""

_SCALARS: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "`true` or `false`"}
_CHECKED: dict[str, str] = {
    "Pattern": "regular expression",
    "KeyPattern": "regular expression with a group `key`",
    "ZoneName": "time zone",
    "Country": "country code",
    "CheckScheme": "name of a check digit scheme",
    "Grace": "span of time: `60m`, `48h`, `2d`, `1 business day`",
    "Cron": "cron expression of five fields",
}


class _Command(NamedTuple):
    """A command with its full name."""

    name: str
    callback: Callable[..., Any]


def build_commands() -> str:
    """The text of commands.md."""
    commands = list(_iter_commands(app, "crmbridge"))
    root = app.registered_callback
    shared = _list_parameters(root.callback) if root and root.callback else []
    parts = [_COMMANDS_HEAD, "## Global options\n", _as_table(shared), "## Commands\n"]
    parts += [f"- [`{one.name}`](#{one.name.replace(' ', '-')}): {_first_line(one.callback)}" for one in commands]
    return "\n".join([*parts, "", *(_describe_command(one) for one in commands)])


def build_reading() -> str:
    """The text of reading.md."""
    return _READING_HEAD + "".join(f"| `{key}` | {meaning} |\n" for key, meaning in READING_KEYS.items())


def build_configuration() -> str:
    """The text of configuration.md."""
    return "\n".join([_CONFIGURATION_HEAD, *_iter_sections(Settings, "", "")])


def iter_keys() -> Iterator[str]:
    """The dotted name of every key, as configuration.md has it."""
    yield from _iter_keys(Settings, "")


def _iter_commands(group: typer.Typer, prefix: str) -> Iterator[_Command]:
    for one in group.registered_commands:
        if one.callback is not None:
            yield _Command(f"{prefix} {one.name or one.callback.__name__.rstrip('_')}", one.callback)
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _iter_commands(inner.typer_instance, f"{prefix} {inner.name}")


def _describe_command(command: _Command) -> str:
    parameters = _list_parameters(command.callback)
    words = [one.usage for one in parameters]
    usage = " ".join([command.name, *(word for word in words if word)])
    lines = [f"### `{command.name}`\n", inspect.getdoc(command.callback) or "", f"\n```\n{usage}\n```\n"]
    return "\n".join(lines + ([_as_table(parameters)] if parameters else []))


def _first_line(callback: Callable[..., Any]) -> str:
    return (inspect.getdoc(callback) or "").partition(". ")[0].rstrip(".")


class _Parameter(NamedTuple):
    """An option or argument; `usage` is how it stands in the usage line, empty for options that may be left out."""

    name: str
    kind: str
    default: str
    help: str
    usage: str


def _list_parameters(callback: Callable[..., Any]) -> list[_Parameter]:
    found = inspect.signature(callback, eval_str=True).parameters.values()
    return [_as_parameter(one) for one in found if get_origin(one.annotation) is Annotated]


def _as_parameter(parameter: inspect.Parameter) -> _Parameter:
    annotation, told = get_args(parameter.annotation)[:2]
    is_required = parameter.default is inspect.Parameter.empty
    default = "required" if is_required else _as_default(parameter.default)
    kind = _describe_option_type(annotation)
    if isinstance(told, ArgumentInfo):
        name = parameter.name.rstrip("_").upper()
        is_list = get_origin(annotation) is list
        usage = f"{name}{'…' if is_list else ''}" if is_required else f"[{name}]"
        return _Parameter(name, kind, default, told.help or "", usage)
    name = _name_option(parameter.name, told, annotation)
    usage = f"{name.split(', ')[-1]} {kind.upper() if ' ' not in kind else 'WORD'}" if is_required else ""
    return _Parameter(name, kind, default, told.help or "", usage.replace("`", ""))


def _name_option(name: str, told: OptionInfo, annotation: Any) -> str:
    # Inside Annotated, typer takes the first name for a default.
    names = [str(one) for one in (told.default, *(told.param_decls or ())) if str(one).startswith("-")]
    if names:
        return ", ".join(names)
    dashed = f"--{name.rstrip('_').replace('_', '-')}"
    return f"{dashed}, --no-{dashed[2:]}" if annotation is bool else dashed


def _describe_option_type(annotation: Any) -> str:
    kinds = [one for one in get_args(annotation) if one is not type(None)] or [annotation]
    kind = kinds[0]
    if get_origin(kind) is list:
        kind = get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{one.value}`" for one in kind)
    return {Path: "path", int: "number", bool: "flag"}.get(kind, "text")


def _as_default(default: Any) -> str:
    if default is None or default is False:
        return ""
    return f"`{'on' if default is True else default}`"


def _as_table(parameters: list[_Parameter]) -> str:
    rows = ["| name | value | default | meaning |", "|---|---|---|---|"]
    rows += [f"| `{one.name}` | {one.kind} | {one.default} | {one.help} |" for one in parameters]
    return "\n".join(rows) + "\n"


def _iter_sections(section: type[Section], name: str, heading: str) -> Iterator[str]:
    """A section, then those inside it."""
    inner = list(_iter_inner(section, name))
    keys = [key for key in section.model_fields if key not in {"base", *(one[0] for one in inner)}]
    if heading:
        yield f"## `{heading}`\n\n{inspect.getdoc(section)}\n"
    if keys:
        yield _as_key_table(section, name, keys)
    for _, found, dotted, title in inner:
        yield from _iter_sections(found, dotted, title)


def _iter_inner(section: type[Section], name: str) -> Iterator[tuple[str, type[Section], str, str]]:
    """The sections inside one: key, model, dotted name, heading."""
    for key, field in section.model_fields.items():
        found = _find_section(field.annotation)
        if found is None:
            continue
        origin = get_origin(field.annotation)
        dotted = f"{name}.{key}".lstrip(".")
        title = f"[{dotted}]"
        if origin is tuple:
            title = f"[[{dotted}]]"
        elif origin is dict:
            title = f"[{dotted}.NAME]"
        yield key, found, dotted, title


def _find_section(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for one in get_args(annotation) if (found := _find_section(one)) is not None), None)


def _as_key_table(section: type[Section], name: str, keys: list[str]) -> str:
    rows = ["| key | value | default | meaning |", "|---|---|---|---|"]
    for key in keys:
        field = section.model_fields[key]
        label = field.alias or key
        default = "required" if field.is_required() else _as_toml(field.get_default())
        kind = _describe_type(field.annotation, tuple(field.metadata)).replace("|", "\\|")
        rows.append(f"| `{label}` | {kind} | {default} | {MEANINGS.get(f'{name}.{label}', '')} |")
    return "\n".join(rows) + "\n"


def _iter_keys(section: type[Section], name: str) -> Iterator[str]:
    inner = {key: (found, dotted) for key, found, dotted, _ in _iter_inner(section, name)}
    for key, field in section.model_fields.items():
        if key in inner:
            yield from _iter_keys(*inner[key])
        elif key != "base":
            yield f"{name}.{field.alias or key}"


def _describe_type(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    origin = get_origin(annotation)
    checked = _find_checked(metadata)
    if origin is Annotated:
        inner, *rest = get_args(annotation)
        return _describe_type(inner, tuple(rest))
    if origin in {Union, types.UnionType}:
        return _describe_type(next(one for one in get_args(annotation) if one is not type(None)), metadata)
    if origin is tuple:
        return f"list of {_describe_type(get_args(annotation)[0])}{'s' if get_args(annotation)[0] is str else ''}"
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in get_args(annotation))
    return checked or _SCALARS.get(annotation, getattr(annotation, "__name__", str(annotation)))


def _find_checked(metadata: tuple[Any, ...]) -> str:
    return next((word for name, word in _CHECKED.items() if getattr(config, name).__metadata__[0] in metadata), "")


def _as_toml(value: Any) -> str:
    match value:
        case None:
            return ""
        case tuple():
            return f"`{json.dumps(list(value))}`"
        case _:
            return f"`{json.dumps(value)}`"


def write_reference() -> None:
    """Writes all files."""
    REFERENCE.mkdir(exist_ok=True)
    for name, build in BUILDERS.items():
        (REFERENCE / name).write_text(build(), encoding="utf-8", newline="\n")


BUILDERS = {"commands.md": build_commands, "configuration.md": build_configuration, "reading.md": build_reading}
"""How each file is made."""


if __name__ == "__main__":
    write_reference()
