"""The sections of the configuration as frozen models; an unknown key in one is a mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from crmbridge.config.kinds import (
    CRM_TYPES,
    REPOSITORY_TYPES,
    WITNESS_TYPES,
    CheckScheme,
    Country,
    Cron,
    Grace,
    KeyPattern,
    Pattern,
    Place,
    ZoneName,
    check_type,
)
from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings, ReadLimits, ReferencePattern


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

    url: Place = "sqlite:///var/ledger.db"

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if not value.startswith("sqlite:///"):
            raise ValueError("this version keeps its ledger in SQLite: write sqlite:///path/to/ledger.db")
        return value


class StoreSettings(Section):
    """Where the originals are kept."""

    url: Place = "var/originals"

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        if "://" in value:
            raise ValueError("this version keeps originals in a folder: write a path")
        return value


class CrmSettings(Section):
    """Which CRM, and for the embedded one where its database is."""

    type: str = "embedded"
    url: Place = "sqlite:///var/crm.db"

    @field_validator("type")
    @classmethod
    def _check_type(cls, value: str) -> str:
        return check_type(value, CRM_TYPES, "crmbridge.crms")

    @model_validator(mode="after")
    def _check_url(self) -> CrmSettings:
        if self.type == "embedded" and not self.url.startswith("sqlite:///"):
            raise ValueError('the embedded CRM is kept in SQLite: write url = "sqlite:///path/to/crm.db"')
        return self


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
    url: Place
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
        return check_type(value, REPOSITORY_TYPES, "crmbridge.repositories")

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
    path: Place
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
        return check_type(value, WITNESS_TYPES, "crmbridge.witnesses")

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


class TextRecognition(Section):
    """How the words on scans, faxes and pictures are recognised."""

    engine: Literal["auto", "tesseract", "rapidocr", "both", "off"] = "auto"
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{3}(?:_[a-z]+)?$")], ...] = Field(
        default=("eng",), min_length=1, max_length=8, strict=False
    )
    page_seconds: float = Field(default=30.0, gt=0, le=3600, strict=False)
    document_seconds: float = Field(default=600.0, gt=0, le=36000, strict=False)


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
    ocr: TextRecognition = TextRecognition()

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
            own_names=(self.organisation.name, *self.organisation.names),
            own_phones=self.organisation.phones,
            own_addresses=self.organisation.addresses,
            own_identifiers=self.organisation.identifiers,
            country=self.organisation.country,
            timezone=self.organisation.timezone,
            limits=ReadLimits(
                wall_seconds=self.workers.wall_seconds,
                cpu_seconds=max(1, int(self.workers.wall_seconds)),
                memory_bytes=self.workers.memory_mb * 1024 * 1024,
                ocr_page_seconds=self.ocr.page_seconds,
                ocr_seconds=self.ocr.document_seconds,
            ),
            ocr=OcrSettings(engine=OcrEngine(self.ocr.engine), languages=self.ocr.languages),
        )
