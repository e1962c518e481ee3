"""One TOML file becomes frozen settings. All problems are reported together, each with its dotted key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.reader_settings import ReaderSettings, ReadLimits, ReferencePattern
from crmbridge.errors import ConfigError, ConfigProblem
from crmbridge.normalise import COUNTRIES
from crmbridge.plugins import list_plugins

CHECK_SCHEMES = ("letter-mod22", "luhn", "mod11", "mod97", "verhoeff")
REPOSITORY_TYPES = ("folder",)
CRM_TYPES = ("embedded",)
WITNESS_TYPES = ("register",)

_GRACE = re.compile(r"(?P<count>\d+)\s*(?P<unit>s|m|h|d|business days?)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _as_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return value


def _as_key_pattern(value: str) -> str:
    if "key" not in re.compile(_as_pattern(value)).groupindex:
        raise ValueError("must hold a group named key, like (?P<key>P-\\d+)")
    return value


def _as_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"'{value}' is no time zone; write one like Europe/London") from error
    return value


def _as_country(value: str) -> str:
    if value.upper() not in COUNTRIES:
        raise ValueError(f"'{value}' is no ISO 3166 country code; write one like GB")
    return value.upper()


def _as_check(value: str) -> str:
    if value and value not in CHECK_SCHEMES:
        raise ValueError(f"unknown check digit scheme '{value}'; known are {', '.join(CHECK_SCHEMES)}")
    return value


def _as_grace(value: str) -> str:
    if not _GRACE.fullmatch(value):
        raise ValueError(f"'{value}' is no span of time; write one like 60m, 48h or 1 business day")
    return value


def _as_cron(value: str) -> str:
    if len(value.split()) != 5:
        raise ValueError(f"'{value}' is no cron expression; write five fields like */5 * * * *")
    return value


Pattern = Annotated[str, AfterValidator(_as_pattern)]
KeyPattern = Annotated[str, AfterValidator(_as_key_pattern)]
ZoneName = Annotated[str, AfterValidator(_as_zone)]
Country = Annotated[str, AfterValidator(_as_country)]
CheckScheme = Annotated[str, AfterValidator(_as_check)]
Grace = Annotated[str, AfterValidator(_as_grace)]
Cron = Annotated[str, AfterValidator(_as_cron)]


class Section(BaseModel):
    """A part of the configuration: frozen, and an unknown key in it is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class Organisation(Section):
    """How we recognise ourselves; nothing of ours may ever identify a client."""

    name: str
    names: tuple[str, ...] = Field(default=(), strict=False)
    domains: tuple[str, ...] = Field(default=(), strict=False)
    emails: tuple[str, ...] = Field(default=(), strict=False)
    phones: tuple[str, ...] = Field(default=(), strict=False)
    addresses: tuple[str, ...] = Field(default=(), strict=False)
    identifiers: tuple[str, ...] = Field(default=(), strict=False)
    timezone: ZoneName = "UTC"
    country: Country = "GB"


class LedgerSettings(Section):
    """Where the ledger database is."""

    url: str = "sqlite:///var/ledger.db"

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if not value.startswith("sqlite:///"):
            raise ValueError("this version keeps its ledger in SQLite: write sqlite:///path/to/ledger.db")
        return value


class StoreSettings(Section):
    """Where the originals are kept."""

    url: str = "var/originals"

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if "://" in value:
            raise ValueError("this version keeps originals in a folder: write a path")
        return value


class CrmSettings(Section):
    """Which CRM, and for the embedded one where its database is."""

    type: str = "embedded"
    url: str = "sqlite:///var/crm.db"

    @field_validator("type")
    @classmethod
    def _check_type(cls, value: str) -> str:
        return _known_type(value, CRM_TYPES, "crmbridge.crms")


class IdentifierSettings(Section):
    """One of our reference formats."""

    pattern: Pattern
    context: tuple[str, ...] = Field(default=(), strict=False)
    check: CheckScheme = ""


class FieldSettings(Section):
    """Which field of a .json or .csv submission is what."""

    occurred_at: str | None = None
    sender_name: str | None = None
    sender_email: str | None = None
    client_number: str | None = None
    text: str | None = None
    key: str | None = None


class RepositorySettings(Section):
    """One place that holds documents."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    type: str = "folder"
    url: str
    channel: Literal["auto", "email", "fax", "letter", "form", "call", "note"] = "auto"
    direction: Literal["auto", "in", "out"] = "auto"
    include: tuple[str, ...] = Field(default=("**/*",), strict=False)
    sidecar: str = ""
    key: KeyPattern | None = None
    fields: FieldSettings = FieldSettings()
    settle_seconds: float = Field(default=2.0, ge=0, le=3600, strict=False)
    grace: Grace = "60m"

    @field_validator("type")
    @classmethod
    def _check_type(cls, value: str) -> str:
        return _known_type(value, REPOSITORY_TYPES, "crmbridge.repositories")

    @property
    def presumed_channel(self) -> Channel | None:
        """The channel every item of it has, None where each document tells."""
        return None if self.channel == "auto" else Channel(self.channel)

    @property
    def presumed_direction(self) -> Direction | None:
        """The direction every item of it has, None where each document tells."""
        return None if self.direction == "auto" else Direction(self.direction)


class RegisterColumns(Section):
    """Which column of a register is what; a column that is not named is not used."""

    key: str | None = None
    date: str | None = None
    time: str | None = None
    sender: str | None = None
    pages: str | None = None
    batch: str | None = None
    status: str | None = None
    kind: str | None = None
    client_number: str | None = None
    town: str | None = None
    files: str | None = None
    pieces: str | None = None
    spoiled: str | None = None
    letter_no: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class WitnessSettings(Section):
    """An independent log that says which communications existed."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    type: str
    path: str
    channel: Literal["email", "fax", "letter", "form", "call", "note"]
    direction: Literal["auto", "in", "out"] = "auto"
    repositories: tuple[str, ...] = Field(min_length=1, strict=False)
    grace: Grace = "1 business day"
    timezone: ZoneName | None = None
    columns: RegisterColumns = RegisterColumns()
    match: KeyPattern | None = None
    counts: tuple[str, ...] = Field(default=(), strict=False)
    void: tuple[str, ...] = Field(default=(), strict=False)
    consecutive: bool = False

    @field_validator("type")
    @classmethod
    def _check_type(cls, value: str) -> str:
        return _known_type(value, WITNESS_TYPES, "crmbridge.witnesses")

    @model_validator(mode="after")
    def _check_columns(self) -> WitnessSettings:
        if self.type == "register" and (self.columns.key is None or self.columns.date is None):
            raise ValueError("a register needs columns.key and columns.date")
        return self


class CalendarSettings(Section):
    """Business days for grace periods and deadlines."""

    holidays: tuple[Annotated[date, Field(strict=False)], ...] = Field(default=(), strict=False)


class ScheduleSettings(Section):
    """When scheduled jobs run, as cron expressions in UTC."""

    sync: Cron = "*/5 * * * *"
    check: Cron = "0 * * * *"


class LinkingSettings(Section):
    """The two dials, in plain words: wrong automatic links allowed per 1,000 communications."""

    wrong_clients_per_1000: float = Field(default=1.0, ge=0, le=1000, strict=False)
    wrong_cases_per_1000: float = Field(default=2.0, ge=0, le=1000, strict=False)


class WebSettings(Section):
    """Where the desk listens."""

    bind: str = "127.0.0.1:8321"

    @field_validator("bind")
    @classmethod
    def _check_bind(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65535:
            raise ValueError(f"'{value}' is no address; write host:port like 127.0.0.1:8321")
        return value


class WorkerSettings(Section):
    """How documents are read: how many at once, and the ceilings for each."""

    engine: Literal["processes"] = "processes"
    count: int = Field(default=0, ge=0, le=256)
    wall_seconds: float = Field(default=30.0, gt=0, le=3600, strict=False)
    memory_mb: int = Field(default=1024, ge=128)


class Settings(Section):
    """The whole configuration. `base` is the folder that relative paths are relative to."""

    base: Path
    organisation: Organisation
    ledger: LedgerSettings = LedgerSettings()
    store: StoreSettings = StoreSettings()
    crm: CrmSettings = CrmSettings()
    identifiers: dict[str, IdentifierSettings] = Field(default_factory=dict)
    repositories: tuple[RepositorySettings, ...] = Field(default=(), strict=False)
    witnesses: tuple[WitnessSettings, ...] = Field(default=(), strict=False)
    calendar: CalendarSettings = CalendarSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    linking: LinkingSettings = LinkingSettings()
    web: WebSettings = WebSettings()
    workers: WorkerSettings = WorkerSettings()

    def as_path(self, value: str) -> Path:
        """A path from the configuration, relative ones taken from the folder of the file."""
        return (self.base / value).resolve()

    def as_sqlite_path(self, url: str) -> Path:
        """The file behind a sqlite:/// address."""
        return self.as_path(url.removeprefix("sqlite:///"))

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return ZoneInfo(self.organisation.timezone)

    def as_reader_settings(self) -> ReaderSettings:
        """What the readers must know."""
        return ReaderSettings(
            patterns=tuple(
                ReferencePattern(kind=kind, pattern=one.pattern, context=one.context, check=one.check)
                for kind, one in self.identifiers.items()
            ),
            own_domains=self.organisation.domains,
            own_emails=self.organisation.emails,
            country=self.organisation.country,
            timezone=self.organisation.timezone,
            limits=ReadLimits(
                wall_seconds=self.workers.wall_seconds,
                cpu_seconds=max(1, int(self.workers.wall_seconds)),
                memory_bytes=self.workers.memory_mb * 1024 * 1024,
            ),
        )


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
    return parse_settings(content, base=path.resolve().parent, source=str(path))


def parse_settings(content: dict[str, Any], *, base: Path, source: str) -> Settings:
    """Checks the content of a configuration. Raises ConfigError with every problem in it."""
    try:
        settings = Settings.model_validate({**content, "base": base})
    except ValidationError as error:
        problems = [_as_problem(dict(detail)) for detail in error.errors()]
        raise ConfigError(source, problems) from error
    if mistaken := list(_find_mistaken_names(settings)):
        raise ConfigError(source, mistaken)
    return settings


def as_timedelta(grace: str) -> timedelta | None:
    """A span like `60m` as a timedelta; None for business days, which need the calendar."""
    match = _GRACE.fullmatch(grace)
    if match is None or match["unit"] not in _UNITS:
        return None
    return timedelta(**{_UNITS[match["unit"]]: int(match["count"])})


def as_business_days(grace: str) -> int:
    """The number of business days in a span like `1 business day`, 0 for other spans."""
    match = _GRACE.fullmatch(grace)
    return int(match["count"]) if match and match["unit"].startswith("business") else 0


def _find_mistaken_names(settings: Settings) -> Iterator[ConfigProblem]:
    """Every repository and witness is a source of the statement under its name, so no name may come twice."""
    names = [one.name for one in settings.repositories]
    keys = [f"repositories[{place}].name" for place, _ in enumerate(names, 1)]
    keys += [f"witnesses[{place}].name" for place, _ in enumerate(settings.witnesses, 1)]
    taken: set[str] = set()
    for key, name in zip(keys, [*names, *(one.name for one in settings.witnesses)], strict=True):
        if name in taken:
            yield ConfigProblem(key, f"another repository or witness is named '{name}' too")
        taken.add(name)
    for place, witness in enumerate(settings.witnesses, 1):
        for name in (one for one in witness.repositories if one not in names):
            problem = f"there is no repository '{name}'{_nearest(name, names)}"
            yield ConfigProblem(f"witnesses[{place}].repositories", problem)


def _known_type(value: str, built_in: tuple[str, ...], group: str) -> str:
    known = built_in + list_plugins(group)
    if value not in known:
        raise ValueError(f"unknown type '{value}'; this installation knows {', '.join(known)}{_nearest(value, known)}")
    return value


def _nearest(name: str, known: Any) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""


def _as_problem(detail: dict[str, Any]) -> ConfigProblem:
    location = detail["loc"]
    key = _as_dotted(location)
    match detail["type"]:
        case "extra_forbidden":
            known = _known_keys(location[:-1])
            return ConfigProblem(key, f"unknown key{_nearest(str(location[-1]), known) or _listing(known)}")
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
