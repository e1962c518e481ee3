"""The table of formats: which reader reads which media type. All are loaded here, so that a fork has them."""

from __future__ import annotations

from extractors import media_types
from extractors.content import Content, Reader, Source
from extractors.formats.archives.compressed import read_compressed, read_tar
from extractors.formats.archives.zip import read_zip
from extractors.formats.html.page import read_html
from extractors.formats.mail.mbox import read_mbox
from extractors.formats.mail.message import read_mail
from extractors.formats.mail.smime import read_smime
from extractors.formats.office.docx import read_docx, read_word_xml
from extractors.formats.office.legacy import read_legacy, read_old_word
from extractors.formats.office.metafile import read_metafile
from extractors.formats.office.odt import read_flat_odf, read_odf
from extractors.formats.office.ole_objects import read_ole
from extractors.formats.office.sheets import read_xlsx
from extractors.formats.office.slides import read_pptx
from extractors.formats.opaque import read_nothing, read_opaque
from extractors.formats.outlook.msg import read_outlook
from extractors.formats.outlook.tnef import read_tnef
from extractors.formats.pdf.document import read_pdf
from extractors.formats.pictures.image import read_image
from extractors.formats.rtf.rtf import read_rtf
from extractors.formats.texts.cards import read_calendar, read_card
from extractors.formats.texts.plain import read_enriched, read_plain
from extractors.formats.texts.submission import read_csv_submission, read_json_submission

_READERS: dict[str, Reader] = {
    media_types.MAIL: read_mail,
    media_types.MBOX: read_mbox,
    media_types.PDF: read_pdf,
    media_types.DOCX: read_docx,
    media_types.ZIP: read_zip,
    media_types.HTML: read_html,
    media_types.TEXT: read_plain,
    media_types.CALENDAR: read_calendar,
    media_types.CARD: read_card,
    media_types.ENRICHED: read_enriched,
    media_types.JSON: read_json_submission,
    media_types.CSV: read_csv_submission,
    media_types.WORD: read_old_word,
    media_types.WORD_XML: read_word_xml,
    media_types.EXCEL: read_legacy,
    media_types.POWERPOINT: read_legacy,
    media_types.EXCEL_BINARY: read_legacy,
    media_types.EPUB: read_legacy,
    media_types.ODF_FLAT: read_flat_odf,
    media_types.XLSX: read_xlsx,
    media_types.PPTX: read_pptx,
    media_types.OLE: read_ole,
    media_types.METAFILE: read_metafile,
    media_types.GZIP: read_compressed,
    media_types.BZIP2: read_compressed,
    media_types.XZ: read_compressed,
    media_types.TAR: read_tar,
    media_types.EMPTY: read_nothing,
    media_types.RTF: read_rtf,
    media_types.OUTLOOK: read_outlook,
    media_types.TNEF: read_tnef,
    media_types.PKCS7: read_smime,
    media_types.PKCS7_SIGNATURE: read_smime,
    "image/wmf": read_opaque,
    "image/heic": read_opaque,
}


def find_reader(media_type: str) -> Reader:
    """The reader of a media type; for those nobody reads, one that says so."""
    if media_type.startswith(media_types.ODF):
        return read_odf
    if media_type.startswith("image/") and media_type not in _READERS:
        return read_image
    return _READERS.get(media_type, read_opaque)


__all__ = ["Content", "Source", "find_reader"]
