"""The table of formats: which reader reads which media type. All are loaded here, so that a fork has them."""

from __future__ import annotations

from extractors import sniff
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
    sniff.MAIL: read_mail,
    sniff.MBOX: read_mbox,
    sniff.PDF: read_pdf,
    sniff.DOCX: read_docx,
    sniff.ZIP: read_zip,
    sniff.HTML: read_html,
    sniff.TEXT: read_plain,
    sniff.CALENDAR: read_calendar,
    sniff.CARD: read_card,
    sniff.ENRICHED: read_enriched,
    sniff.JSON: read_json_submission,
    sniff.CSV: read_csv_submission,
    sniff.WORD: read_old_word,
    sniff.WORD_XML: read_word_xml,
    sniff.EXCEL: read_legacy,
    sniff.POWERPOINT: read_legacy,
    sniff.EXCEL_BINARY: read_legacy,
    sniff.EPUB: read_legacy,
    sniff.ODF_FLAT: read_flat_odf,
    sniff.XLSX: read_xlsx,
    sniff.PPTX: read_pptx,
    sniff.OLE: read_ole,
    sniff.METAFILE: read_metafile,
    sniff.GZIP: read_compressed,
    sniff.BZIP2: read_compressed,
    sniff.XZ: read_compressed,
    sniff.TAR: read_tar,
    sniff.EMPTY: read_nothing,
    sniff.RTF: read_rtf,
    sniff.OUTLOOK: read_outlook,
    sniff.TNEF: read_tnef,
    sniff.PKCS7: read_smime,
    sniff.PKCS7_SIGNATURE: read_smime,
    "image/wmf": read_opaque,
    "image/heic": read_opaque,
}


def find_reader(media_type: str) -> Reader:
    """The reader of a media type; for those nobody reads, one that says so."""
    if media_type.startswith(sniff.ODF):
        return read_odf
    if media_type.startswith("image/") and media_type not in _READERS:
        return read_image
    return _READERS.get(media_type, read_opaque)


__all__ = ["Content", "Source", "find_reader"]
