"""Letters become files: one short maker for each shape."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from jobs.demo.binder import enclose_file, lock_pdf, tear_pdf
from jobs.demo.cast import Cast
from jobs.demo.faxes import Fax
from jobs.demo.letters_doubtful import OPENING_WORD
from jobs.demo.model import OWN_ADDRESS, OWN_NAME, Enclosure, Letter, as_local
from jobs.demo.paper import darken_photo, photograph_letter, print_form, print_letter, scan_letter, send_fax
from jobs.demo.post import as_html
from jobs.demo.typed import bundle_outlook, type_open_document, type_rich_text
from jobs.demo.word import Typescript, pack_files, type_letter

_WAGES = (("Month", "Wages lost"), ("January 2025", "£1,020.00"), ("February 2025", "£1,360.00"))
_BACKGROUND = "Fernhill Joinery Ltd, 01632 960210, makes doors since 1962."


class Press:
    """Makes the letters of one office; the random numbers only move specks and angles."""

    def __init__(self, cast: Cast, random: Random) -> None:
        self._cast = cast
        self._random = random
        self._makers: dict[str, Callable[[Letter, str], bytes]] = {
            "pdf": _make_typed,
            "html": lambda _, text: as_html(text).encode(),
            "txt": lambda _, text: text.lstrip("\n").encode(),
            "empty": lambda _, __: b"",
            "scan": lambda _, text: scan_letter(text, self._random),
            "photo": lambda _, text: photograph_letter(text, self._random),
            "dark": lambda _, text: darken_photo(photograph_letter(text, self._random)),
            "torn": lambda _, text: tear_pdf(scan_letter(text, self._random)),
            "locked": lambda _, text: lock_pdf(print_letter(text, title="Medical report"), OPENING_WORD),
            "enclosure": _make_enclosing,
            "zip": _make_zip,
            "docx": self._make_word,
            "form": self._make_form,
        }

    def make_letter(self, letter: Letter) -> bytes:
        """The finished file, in the shape that the letter asks for."""
        return self._makers[letter.shape](letter, self._cast.fill(letter.text))

    def make_fax(self, fax: Fax) -> bytes:
        """A multi-page TIFF."""
        sent = as_local(fax.letter.at).strftime("%Y:%m:%d %H:%M:%S")
        return send_fax(self._cast.fill(fax.letter.text), header=fax.header, sent=sent)

    def make_sidecar(self, fax: Fax) -> str:
        """What the fax server read from the fax, pages split by form feeds; empty when it wrote nothing."""
        if not fax.has_sidecar:
            return ""
        pages = self._cast.fill(fax.letter.text).split("\f")
        return "\f".join(
            f"{fax.header}   P. {place:02}/{len(pages):02}\n\n{page.strip()}\n"
            for place, page in enumerate(pages, start=1)
        )

    def make_enclosure(self, enclosure: Enclosure) -> bytes:
        """What travels in a mail, by the suffix of its name."""
        text = self._cast.fill(enclosure.text)
        match enclosure.name.rpartition(".")[2]:
            case "pdf":
                return print_letter(text, title=enclosure.name, font="Courier")
            case "docx":
                return type_letter(Typescript(text=text, at=as_local("2025-03-04 10:00")))
            case "odt":
                return type_open_document(text)
            case "dat":
                return bundle_outlook("Please see the report.", "report.rtf", type_rich_text(text))
            case _:
                return text.encode()

    def _make_word(self, letter: Letter, text: str) -> bytes:
        if letter.number.startswith("OL"):
            head = f"{OWN_NAME}, {OWN_ADDRESS}"
            return type_letter(Typescript(text=text, at=as_local(letter.at), header=head, footer=letter.number))
        return type_letter(
            Typescript(
                text=text,
                at=as_local(letter.at),
                header=f"REG {letter.number}",
                footer=_BACKGROUND,
                box="Please pay by 31 March 2025: £2,380.00",
                comment=("Joan Etty", "Priya, are these the figures with overtime?"),
                table=_WAGES,
            )
        )

    def _make_form(self, _: Letter, text: str) -> bytes:
        fields = {
            "Name": "Siobhán O'Neill",
            "Client number": self._cast.words["oneill"],
            "Case number": self._cast.words["oneill_debit"],
            "Contract": self._cast.words["oneill_ac"],
            "Bank": "Ashmouth Savings Bank",
            "Date": "9 March 2025",
        }
        return print_form(text, fields, title="Instruction to your bank")


def _make_typed(letter: Letter, text: str) -> bytes:
    """Every other writer likes the typeface with serifs."""
    font = "Times-Roman" if letter.number[-1] in "13579" else "Helvetica"
    return print_letter(text, title=letter.name, font=font)


def _make_enclosing(letter: Letter, text: str) -> bytes:
    """The first page is the letter, the others become the file inside it."""
    first, _, enclosed = text.partition("\f")
    return enclose_file(print_letter(first, title=letter.name), "power of attorney.pdf", print_letter(enclosed))


def _make_zip(_: Letter, text: str) -> bytes:
    return pack_files(
        {f"letter {place}.pdf": print_letter(page) for place, page in enumerate(text.split("\f"), start=1)}
    )
