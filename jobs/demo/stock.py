"""Every document of the demo office, made from its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from jobs.demo import (
    letters_doubtful,
    letters_in,
    letters_later,
    letters_out,
    mails_business,
    mails_doubtful,
    mails_later,
    mails_own,
    mails_private,
)
from jobs.demo.cast import Cast
from jobs.demo.faxes import FAXES
from jobs.demo.model import Document, as_local
from jobs.demo.paper import draw_logo
from jobs.demo.post import PostOffice
from jobs.demo.press import Press
from jobs.demo.submissions import SUBMISSIONS, as_submission_text

MAILS = (
    *mails_private.MAILS,
    *mails_later.MAILS,
    *mails_business.MAILS,
    *mails_own.MAILS,
    *mails_doubtful.MAILS,
)
LETTERS_IN = (*letters_in.LETTERS, *letters_later.LETTERS, *letters_doubtful.LETTERS)


def list_documents(cast: Cast, seed: int) -> list[Document]:
    """All documents, ordered by repository and locator."""
    press = Press(cast, Random(seed))  # noqa: S311 - specks on paper, not a lock
    found = [*_find_mails(cast, press), *_find_letters(press), *_find_faxes(press), *_find_submissions(cast)]
    return sorted(found, key=lambda one: (one.repository, one.locator))


def _find_mails(cast: Cast, press: Press) -> Iterator[Document]:
    logo = draw_logo("BEAUMONT")
    office = PostOffice(cast, MAILS, logo=logo, make_enclosure=press.make_enclosure)
    for mail in MAILS:
        document = Document(
            repository="mail",
            locator=f"{mail.name}.eml",
            content=office.seal_mail(mail),
            at=as_local(mail.at),
            truth=mail.truth,
        )
        yield document
        yield from (replace(document, locator=f"{copy}.eml") for copy in mail.copies)


def _find_letters(press: Press) -> Iterator[Document]:
    for repository, letters in (("scans", LETTERS_IN), ("letters-out", letters_out.LETTERS)):
        for letter in letters:
            yield Document(
                repository=repository,
                locator=letter.name,
                content=press.make_letter(letter),
                at=as_local(letter.at),
                truth=letter.truth,
            )


def _find_faxes(press: Press) -> Iterator[Document]:
    for fax in FAXES:
        yield Document(
            repository="fax",
            locator=fax.letter.name,
            content=press.make_fax(fax),
            at=as_local(fax.letter.at),
            truth=fax.letter.truth,
            sidecar=press.make_sidecar(fax),
        )


def _find_submissions(cast: Cast) -> Iterator[Document]:
    for one in SUBMISSIONS:
        text = as_submission_text(one, cast.fill(one.client_no), cast.fill(one.message))
        yield Document(
            repository="forms", locator=one.name, content=text.encode(), at=as_local(one.at), truth=one.truth
        )
