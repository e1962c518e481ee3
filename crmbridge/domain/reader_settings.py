"""What readers must know of the organisation and of their limits; plain values, so that they cross a process border."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePattern:
    """One of our reference formats: a regular expression, words that must stand near, a check digit scheme."""

    kind: str
    pattern: str
    context: tuple[str, ...] = ()
    check: str = ""


class OcrEngine(StrEnum):
    """Which engines recognise the words on pictures. `auto` is the best combination of those that are installed."""

    AUTO = "auto"
    TESSERACT = "tesseract"
    RAPIDOCR = "rapidocr"
    BOTH = "both"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrSettings:
    """How words on pictures are recognised. `languages` are Tesseract's names (`eng`), the likeliest first."""

    engine: OcrEngine = OcrEngine.AUTO
    languages: tuple[str, ...] = ("eng",)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Ceilings for one document. Seconds of wall clock and CPU, bytes of address space, bytes of result.

    Recognising pages takes longer than reading text: a document that has pictures gets `ocr_page_seconds` more for each
    page that it begins, at most `ocr_seconds` in all.
    """

    wall_seconds: float = 30.0
    cpu_seconds: int = 20
    ocr_page_seconds: float = 30.0
    ocr_seconds: float = 600.0
    memory_bytes: int = 1024 * 1024 * 1024
    result_bytes: int = 64 * 1024 * 1024
    max_depth: int = 20
    max_parts: int = 2000
    max_unpacked_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderSettings:
    """Everything a reader needs beside the bytes. `country` is an ISO 3166 code, `timezone` an IANA name."""

    patterns: tuple[ReferencePattern, ...] = ()
    own_domains: tuple[str, ...] = ()
    own_emails: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    own_phones: tuple[str, ...] = ()
    own_addresses: tuple[str, ...] = ()
    own_identifiers: tuple[str, ...] = ()
    country: str = "GB"
    timezone: str = "UTC"
    limits: ReadLimits = field(default_factory=ReadLimits)
    ocr: OcrSettings = field(default_factory=OcrSettings)
