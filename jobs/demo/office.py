"""Builds the demo office: real files in a folder, the same bytes for the same seed."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from crmbridge.domain.gap import GapKind
from crmbridge.errors import RequestError
from jobs.demo.cast import Cast, Row, as_csv, invite_cast
from jobs.demo.model import Document, as_local
from jobs.demo.register import MISSING_NUMBER, write_register
from jobs.demo.stock import LETTERS_IN, list_documents
from jobs.demo.tutorial import CONFIGURATION

MARKER = ".crmbridge-demo"
"""Says that the folder holds a demo office, which may be made anew."""
SEED = 20261122

_REPOSITORIES = ("mail", "scans", "letters-out", "fax", "forms")
_OURS = ("crmbridge.toml", "expected.csv", MARKER, "crm", "register", "var", *_REPOSITORIES)
_CLOSING_TIME = as_local("2025-03-31 17:00")
_TORN = "P-2025-003111 pell.pdf"
_FAX = "fax:recv-0415.tif"
_VANISHING = "inbox/2025-03-03-0914-new-address.eml"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedGap:
    """A gap that the checks must find. `key` is in the words of `key_type`, as in the gaps export."""

    kind: GapKind
    key_type: str
    key: str
    repository: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A demo office that lies ready in `folder`.

    `pictures` counts the communications that need text recognition; `fax` names one of them.

    `formats` counts the communications by file suffix, `expected` by what must become of them. `crm_files` maps
    clients, contacts, cases and messages to their import files. The CRM record of `vanish_locator` (in
    `vanish_repository`) is to be deleted by hand after the first sync, which makes the last of the planted gaps.
    `opens` and `closes` are the office's first and last moment.
    """

    folder: Path
    config: Path
    expected_file: Path
    crm_files: Mapping[str, Path]
    formats: Mapping[str, int]
    expected: Mapping[str, int]
    pictures: int
    fax: str
    planted: tuple[PlantedGap, ...]
    vanish_repository: str
    vanish_locator: str
    opens: datetime
    closes: datetime

    @property
    def communications(self) -> int:
        """How many items the repositories hold."""
        return sum(self.formats.values())


def build_office(folder: Path, *, seed: int = SEED) -> Office:
    """Makes the office in an empty folder, or in place of an earlier demo office. Raises RequestError for any other."""
    _clear_folder(folder)
    cast = invite_cast(seed)
    documents = list_documents(cast, seed)
    _write_file(folder / MARKER, "A demo office of crmbridge: made anew by `crmbridge demo`.\n", _CLOSING_TIME)
    _write_file(folder / "crmbridge.toml", CONFIGURATION, _CLOSING_TIME)
    for name, text in cast.list_crm_files().items():
        _write_file(folder / "crm" / name, text, _CLOSING_TIME)
    for document in documents:
        _write_document(folder, document)
    _write_file(folder / "register" / "post-room.csv", write_register(LETTERS_IN), _CLOSING_TIME)
    _write_file(folder / "expected.csv", as_csv(_list_truths(documents, cast)), _CLOSING_TIME)
    return _describe_office(folder, documents)


def _clear_folder(folder: Path) -> None:
    """Removes an earlier demo office and nothing that somebody else put beside it."""
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file; name a folder for the demo office")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise RequestError(f"{folder} is not empty and holds no demo office; name another folder")
    for name in _OURS:
        _remove(folder / name)
    folder.mkdir(parents=True, exist_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _write_document(folder: Path, document: Document) -> None:
    path = folder / document.repository / PurePosixPath(document.locator)
    _write_file(path, document.content, document.at)
    if document.sidecar:
        _write_file(path.with_suffix(".txt"), document.sidecar, document.at)


def _write_file(path: Path, content: str | bytes, at: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (at.timestamp(), at.timestamp()))


def _list_truths(documents: Sequence[Document], cast: Cast) -> list[Row]:
    return [
        {
            "repository": document.repository,
            "locator": document.locator,
            "expected": document.truth.expected.value,
            "client_number": cast.words.get(document.truth.client, ""),
            "case_number": cast.words.get(document.truth.case, ""),
            "needs_ocr": "yes" if document.truth.needs_ocr else "",
            "why": document.truth.why,
        }
        for document in documents
    ]


def _describe_office(folder: Path, documents: Sequence[Document]) -> Office:
    moments = [document.at for document in documents]
    return Office(
        folder=folder,
        config=folder / "crmbridge.toml",
        expected_file=folder / "expected.csv",
        crm_files={name: folder / "crm" / f"{name}.csv" for name in ("clients", "contacts", "cases", "messages")},
        formats=dict(sorted(Counter(PurePosixPath(one.locator).suffix[1:] for one in documents).items())),
        expected=dict(sorted(Counter(one.truth.expected.value for one in documents).items())),
        fax=_FAX,
        pictures=sum(one.truth.needs_ocr for one in documents),
        planted=_list_planted(),
        vanish_repository="mail",
        vanish_locator=_VANISHING,
        opens=min(moments),
        closes=_CLOSING_TIME,
    )


def _list_planted() -> tuple[PlantedGap, ...]:
    return (
        PlantedGap(
            kind=GapKind.MISSING,
            key_type="register_no",
            key=MISSING_NUMBER,
            repository="scans",
            why="the post room registered this letter as scanned, and no scan of it ever arrived",
        ),
        PlantedGap(
            kind=GapKind.UNREADABLE,
            key_type="path",
            key=_TORN,
            repository="scans",
            why="the file broke off while it was copied",
        ),
        PlantedGap(
            kind=GapKind.CRM_DELETED,
            key_type="path",
            key=_VANISHING,
            repository="mail",
            why="somebody deleted its record in the CRM after it had been delivered",
        ),
    )
