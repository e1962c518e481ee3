"""Word documents. The only module of the demo that knows python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.sax.saxutils import escape

import docx
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

_ZIP_DAY = (2025, 3, 1, 8, 0, 0)
_BOX = """
<w:r {ns} xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:220pt;height:48pt"><v:textbox>
<w:txbxContent><w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p></w:txbxContent>
</v:textbox></v:shape></w:pict></w:r>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typescript:
    """What is typed: text in paragraphs, and what stands around it. `comment` is (author, words), on paragraph one."""

    text: str
    at: datetime
    header: str = ""
    footer: str = ""
    box: str = ""
    comment: tuple[str, str] = ("", "")
    table: Sequence[Sequence[str]] = field(default_factory=tuple)


def type_letter(script: Typescript) -> bytes:
    """A .docx whose bytes depend on the typescript alone."""
    document = docx.Document()
    _set_properties(document, script.at)
    document.sections[0].header.paragraphs[0].text = script.header
    document.sections[0].footer.paragraphs[0].text = script.footer
    for paragraph in script.text.strip("\n").split("\n\n"):
        document.add_paragraph(paragraph)
    _add_table(document, script.table)
    _add_box(document, script.box)
    _add_comment(document, script)
    file = io.BytesIO()
    document.save(file)
    return pack_files(_unpack_files(file.getvalue()))


def pack_files(members: Mapping[str, bytes]) -> bytes:
    """A zip of the members in their order, each dated the same day."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            member = zipfile.ZipInfo(name, date_time=_ZIP_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3
            archive.writestr(member, content)
    return file.getvalue()


def _unpack_files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _set_properties(document: WordFile, at: datetime) -> None:
    document.core_properties.author = "Demo office"
    document.core_properties.created = at.replace(tzinfo=None)
    document.core_properties.modified = at.replace(tzinfo=None)


def _add_table(document: WordFile, rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words


def _add_box(document: WordFile, text: str) -> None:
    if text:
        box = parse_xml(_BOX.format(ns=nsdecls("w"), text=escape(text)))
        document.add_paragraph()._p.append(box)


def _add_comment(document: WordFile, script: Typescript) -> None:
    author, words = script.comment
    if words:
        comment = document.add_comment(document.paragraphs[0].runs, text=words, author=author, initials=author[:1])
        comment._comment_elm.date = script.at
