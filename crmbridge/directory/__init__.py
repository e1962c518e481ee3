"""The local mirror of the CRM's clients, contacts, cases and their identifiers, kept fresh by the CRM's change feed."""

from __future__ import annotations

from crmbridge.directory.mirror import DirectoryMirror
from crmbridge.directory.own import OwnIdentifiers
from crmbridge.directory.refresh import RefreshResult, rebuild_directory, refresh_directory
from crmbridge.ledger.directory_rows import current_version

__all__ = [
    "DirectoryMirror",
    "OwnIdentifiers",
    "RefreshResult",
    "current_version",
    "rebuild_directory",
    "refresh_directory",
]
