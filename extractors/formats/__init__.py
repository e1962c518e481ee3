"""The table of formats: which reader reads which media type. All are loaded here, so that a fork has them."""

from __future__ import annotations

from extractors import sniff
from extractors.content import Content, Reader, Source
from extractors.formats import (
    archive,
    cards,
    compressed,
    docx,
    html,
    image,
    legacy,
    mail,
    mbox,
    metafile,
    odt,
    ole_objects,
    opaque,
    outlook,
    pdf,
    plain,
    rtf,
    sheets,
    slides,
    smime,
    submission,
    tnef,
)

_READERS: dict[str, Reader] = {
    sniff.MAIL: mail.read_mail,
    sniff.MBOX: mbox.read_mbox,
    sniff.PDF: pdf.read_pdf,
    sniff.DOCX: docx.read_docx,
    sniff.ZIP: archive.read_zip,
    sniff.HTML: html.read_html,
    sniff.TEXT: plain.read_plain,
    sniff.CALENDAR: cards.read_calendar,
    sniff.CARD: cards.read_card,
    sniff.ENRICHED: plain.read_enriched,
    sniff.JSON: submission.read_json_submission,
    sniff.CSV: submission.read_csv_submission,
    sniff.WORD: legacy.read_old_word,
    sniff.WORD_XML: docx.read_word_xml,
    sniff.EXCEL: legacy.read_legacy,
    sniff.POWERPOINT: legacy.read_legacy,
    sniff.EXCEL_BINARY: legacy.read_legacy,
    sniff.EPUB: legacy.read_legacy,
    sniff.ODF_FLAT: odt.read_flat_odf,
    sniff.XLSX: sheets.read_xlsx,
    sniff.PPTX: slides.read_pptx,
    sniff.OLE: ole_objects.read_ole,
    sniff.METAFILE: metafile.read_metafile,
    sniff.GZIP: compressed.read_compressed,
    sniff.BZIP2: compressed.read_compressed,
    sniff.XZ: compressed.read_compressed,
    sniff.TAR: compressed.read_tar,
    sniff.EMPTY: opaque.read_nothing,
    sniff.RTF: rtf.read_rtf,
    sniff.OUTLOOK: outlook.read_outlook,
    sniff.TNEF: tnef.read_tnef,
    sniff.PKCS7: smime.read_smime,
    sniff.PKCS7_SIGNATURE: smime.read_smime,
    "image/wmf": opaque.read_opaque,
    "image/heic": opaque.read_opaque,
}


def find_reader(media_type: str) -> Reader:
    """The reader of a media type; for those nobody reads, one that says so."""
    if media_type.startswith(sniff.ODF):
        return odt.read_odf
    if media_type.startswith("image/") and media_type not in _READERS:
        return image.read_image
    return _READERS.get(media_type, opaque.read_opaque)


__all__ = ["Content", "Source", "find_reader"]
