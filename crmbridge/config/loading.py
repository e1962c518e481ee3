"""Reads and checks the file; all problems are reported together, each with its dotted key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crmbridge.config.kinds import name_nearest
from crmbridge.config.sections import Section, Settings
from crmbridge.errors import ConfigError, ConfigProblem


def load_settings(path: Path) -> Settings:
    """Reads and checks a configuration file. Raises ConfigError with every problem in it."""
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        problem = "there is no such file; `crmbridge init` writes one"
        raise ConfigError(str(path), [ConfigProblem("", problem)]) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), [ConfigProblem("", f"cannot be read: {error}")]) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(path), [ConfigProblem("", f"is not valid TOML: {error}")]) from error
    except RecursionError as error:
        raise ConfigError(str(path), [ConfigProblem("", "is nested too deep")]) from error
    return parse_settings(content, base=path.resolve().parent, source=str(path))


def parse_settings(content: dict[str, Any], *, base: Path, source: str) -> Settings:
    """Checks the content of a configuration. Raises ConfigError with every problem in it."""
    try:
        settings = Settings.model_validate({**content, "base": base})
    except ValidationError as error:
        problems = [_as_problem(dict(detail)) for detail in error.errors()]
        raise ConfigError(source, problems) from error
    if mistaken := [*_find_mistaken_names(settings), *_find_overlaps(settings)]:
        raise ConfigError(source, mistaken)
    return settings


def _find_mistaken_names(settings: Settings) -> Iterator[ConfigProblem]:
    """Every repository and witness is a source of the statement under its name, so no name may come twice."""
    names = [one.name for one in settings.repositories]
    keys = [f"repositories[{place}].name" for place, _ in enumerate(names, 1)]
    keys += [f"witnesses[{place}].name" for place, _ in enumerate(settings.witnesses, 1)]
    taken: set[str] = set()
    for key, name in zip(keys, [*names, *(one.name for one in settings.witnesses)], strict=True):
        if name.casefold() in taken:
            yield ConfigProblem(key, f"another repository or witness is named '{name}' too")
        taken.add(name.casefold())
    for place, witness in enumerate(settings.witnesses, 1):
        for name in (one for one in witness.repositories if one not in names):
            problem = f"there is no repository '{name}'{name_nearest(name, names)}"
            yield ConfigProblem(f"witnesses[{place}].repositories", problem)


def _find_overlaps(settings: Settings) -> Iterator[ConfigProblem]:
    """Files of our own inside a watched folder would be captured as communications, again with every run."""
    own = {
        "ledger.url": settings.as_sqlite_path(settings.ledger.url),
        "store.url": settings.as_path(settings.store.url),
    }
    if settings.crm.type == "embedded":
        own["crm.url"] = settings.as_sqlite_path(settings.crm.url)
        if own["crm.url"] == own["ledger.url"]:
            yield ConfigProblem("crm.url", "is the ledger's file; the CRM needs one of its own")
    for place, repository in enumerate(settings.repositories, 1):
        root = settings.as_path(repository.url) if repository.type == "folder" else None
        for key, path in own.items():
            if root is not None and (path.is_relative_to(root) or root.is_relative_to(path)):
                yield ConfigProblem(f"repositories[{place}].url", f"'{repository.url}' and {key} lie in each other")


def _as_problem(detail: dict[str, Any]) -> ConfigProblem:
    location = detail["loc"]
    key = _as_dotted(location)
    match detail["type"]:
        case "extra_forbidden":
            known = _known_keys(location[:-1])
            return ConfigProblem(key, f"unknown key{name_nearest(str(location[-1]), known) or _listing(known)}")
        case "missing":
            return ConfigProblem(key, "is required and missing")
        case "value_error":
            return ConfigProblem(key, str(detail["ctx"]["error"]))
        case _:
            message = str(detail["msg"])
            return ConfigProblem(key, message[0].lower() + message[1:])


def _listing(known: list[str]) -> str:
    return f"; known here are {', '.join(known)}" if known else ""


def _as_dotted(location: tuple[str | int, ...]) -> str:
    text = ""
    for step in location:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _known_keys(location: tuple[str | int, ...]) -> list[str]:
    """The keys of the section at a place, found by walking the models along it."""
    section: Any = Settings
    for step in location:
        fields = section.model_fields if isinstance(section, type) and issubclass(section, Section) else {}
        field = next((one for name, one in fields.items() if step in {name, one.alias}), None)
        if field is not None:  # a step that is no field is a place in a list or a name the user chose
            section = _section_in(field.annotation)
    if not (isinstance(section, type) and issubclass(section, Section)):
        return []
    return [one.alias or name for name, one in section.model_fields.items() if name != "base"]


def _section_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((_section_in(part) for part in getattr(annotation, "__args__", ()) if _section_in(part)), None)
