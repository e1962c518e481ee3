"""Mails become .eml files whose bytes depend on their words alone: fixed dates, Message-IDs and part borders."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from jobs.demo.cast import Cast
from jobs.demo.model import Enclosure, Mail, as_local

EnclosureMaker = Callable[[Enclosure], bytes]
_TYPES = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "csv": ("text", "csv"),
    "dat": ("application", "ms-tnef"),
    "odt": ("application", "vnd.oasis.opendocument.text"),
    "jpg": ("image", "jpeg"),
}
_OWN = "@harbour.example"


class PostOffice:
    """Makes mails of one office. A reply finds what it answers among its mails and the CRM's messages."""

    def __init__(self, cast: Cast, mails: tuple[Mail, ...], *, logo: bytes, make_enclosure: EnclosureMaker) -> None:
        self._cast = cast
        self._logo = logo
        self._make_enclosure = make_enclosure
        self._by_name: Mapping[str, Mail] = {mail.name: mail for mail in mails}

    def seal_mail(self, mail: Mail) -> bytes:
        """The finished .eml."""
        message = self._write_mail(mail)
        for place, part in enumerate(message.walk()):
            if part.is_multipart() and part.get_content_maintype() == "multipart":
                part.set_boundary(f"=_{_digest(mail.name)}_{place}")
        return message.as_bytes(policy=SMTP)

    def _write_mail(self, mail: Mail) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        self._write_head(message, mail)
        self._write_body(message, mail)
        for enclosure in mail.enclosures:
            main, sub = _TYPES[enclosure.name.rpartition(".")[2]]
            content = self._make_enclosure(enclosure)
            message.add_attachment(content, maintype=main, subtype=sub, filename=enclosure.name)
        if mail.forwarded:
            message.add_attachment(self._write_mail(mail.forwarded))
        return message

    def _write_head(self, message: EmailMessage, mail: Mail) -> None:
        at = as_local(mail.at)
        if not mail.sender.endswith(f"{_OWN}>"):
            message["Received"] = (
                f"from mx.{_domain(mail.sender)} by mx.harbour.example; {format_datetime(at + timedelta(seconds=4))}"
            )
            message["Authentication-Results"] = f"mx.harbour.example; {_authentication(mail)}"
        message["From"] = mail.sender
        message["To"] = mail.to
        message["Date"] = format_datetime(at)
        message["Subject"] = self._cast.fill(mail.subject)
        message["Message-ID"] = self._message_id(mail)
        if mail.answers:
            answered = self._answered_id(mail.answers)
            message["In-Reply-To"] = answered
            message["References"] = answered
        for name, value in mail.headers:
            if name != "Authentication-Results":
                message[name] = value

    def _write_body(self, message: EmailMessage, mail: Mail) -> None:
        text = self._cast.fill(mail.text).lstrip("\n")
        match mail.shape:
            case "html":
                message.set_content(as_html(text), subtype="html", cte="quoted-printable")
            case "alternative":
                message.set_content(text, cte="quoted-printable")
                message.add_alternative(as_html(text), subtype="html", cte="quoted-printable")
            case "logo":
                message.set_content(as_html(text, picture="logo@office"), subtype="html", cte="quoted-printable")
                message.add_related(self._logo, "image", "png", cid="<logo@office>", filename="logo.png")
            case "latin9":
                message.set_content(text, charset="iso-8859-15", cte="quoted-printable")
            case "mislabelled":
                _write_mislabelled(message, text)
            case _:
                message.set_content(text, cte="quoted-printable" if not text.isascii() else "7bit")

    def _message_id(self, mail: Mail) -> str:
        name = mail.twin or mail.name
        sender = self._by_name[name].sender if name in self._by_name else mail.sender
        return f"<{_digest(self._cast.words['okafor'], name)}@{_domain(sender)}>"

    def _answered_id(self, answered: str) -> str:
        return self._cast.words.get(answered) or self._message_id(self._by_name[answered])


def _write_mislabelled(message: EmailMessage, text: str) -> None:
    """Declares US-ASCII and sends Windows bytes, as some web shops still do."""
    message["MIME-Version"] = "1.0"
    message["Content-Type"] = 'text/plain; charset="us-ascii"'
    message["Content-Transfer-Encoding"] = "8bit"
    message.set_payload(text.encode("cp1252").decode("ascii", "surrogateescape"))


def as_html(text: str, *, picture: str = "") -> str:
    """Text in paragraphs as a page; `picture` is the Content-ID of an image to stand below it."""
    paragraphs = "\n".join(f"<p>{_break_lines(one)}</p>" for one in text.strip().split("\n\n"))
    image = f'\n<p><img src="cid:{picture}" alt="logo" width="180" height="48"></p>' if picture else ""
    head = "<head><style>p { font-family: sans-serif; }</style></head>"
    return f"<!DOCTYPE html>\n<html>{head}<body>\n{paragraphs}{image}\n</body></html>\n"


def _break_lines(paragraph: str) -> str:
    return html.escape(paragraph, quote=False).replace("\n", "<br>\n")


def _authentication(mail: Mail) -> str:
    stated = dict(mail.headers).get("Authentication-Results", "")
    domain = _domain(mail.sender)
    return stated or f"spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def _digest(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:20]
