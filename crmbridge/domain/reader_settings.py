"""What readers must know of the organisation and of their limits; plain values, so that they cross a process border."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePattern:
    """One of our reference formats: a regular expression, words that must stand near, a check digit scheme."""

    kind: str
    pattern: str
    context: tuple[str, ...] = ()
    check: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """Ceilings for one document. Seconds of wall clock and CPU, bytes of address space, bytes of result."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 20
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
    country: str = "GB"
    timezone: str = "UTC"
    limits: ReadLimits = field(default_factory=ReadLimits)
