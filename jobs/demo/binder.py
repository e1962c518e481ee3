"""What may befall a finished PDF: an enclosure, a lock, a tear. The only module of the demo that knows pypdf."""

from __future__ import annotations

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, ByteStringObject

_FILE_ID = b"harbour-demo-pdf"


def enclose_file(letter: bytes, name: str, enclosure: bytes) -> bytes:
    """The PDF with a file embedded in it."""
    writer = _copy_pdf(letter)
    writer.add_attachment(name, enclosure)
    return _write_pdf(writer)


def lock_pdf(letter: bytes, password: str) -> bytes:
    """The PDF, to be opened only with the password. RC4, because its result is the same each time."""
    writer = _copy_pdf(letter)
    writer.encrypt(password, algorithm="RC4-128")
    return _write_pdf(writer)


def tear_pdf(letter: bytes) -> bytes:
    """The first part of the PDF, as a broken transfer leaves it: no catalogue, no cross-reference table."""
    return letter[: letter.index(b"/Catalog") - 200]


def _copy_pdf(letter: bytes) -> PdfWriter:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(letter)))
    _fix_id(writer)
    return writer


def _fix_id(writer: PdfWriter) -> None:
    writer._ID = ArrayObject([ByteStringObject(_FILE_ID), ByteStringObject(_FILE_ID)])


def _write_pdf(writer: PdfWriter) -> bytes:
    _fix_id(writer)  # locking draws a second identifier at random; the key depends on the first one only
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
