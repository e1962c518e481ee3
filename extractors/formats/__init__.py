"""The table of formats: which reader reads which media type. All are loaded here, so that a fork has them."""

from __future__ import annotations

from extractors import sniff
from extractors.content import Content, Reader, Source
from extractors.formats import archive, cards, docx, html, image, mail, mbox, opaque, pdf, plain, submission

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
    sniff.EMPTY: opaque.read_nothing,
}


def find_reader(media_type: str) -> Reader:
    """The reader of a media type; for those nobody reads, one that says so."""
    if media_type.startswith("image/"):
        return image.read_image
    return _READERS.get(media_type, opaque.read_opaque)


__all__ = ["Content", "Source", "find_reader"]
