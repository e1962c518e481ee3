"""A message as Outlook keeps it, from whatever container: its head, its bodies, its fields, what is attached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from crmbridge.domain.communication import Channel
from crmbridge.domain.reader_settings import ReaderSettings
from crmbridge.domain.reading import PartState
from extractors.charsets import clean_line
from extractors.content import Child, Content, Source
from extractors.formats.mail.message import read_mail
from extractors.formats.mail.smime import is_mime_entity
from extractors.formats.outlook import mapi
from extractors.formats.outlook.fields import list_fields
from extractors.formats.outlook.head import is_mail, read_message_head
from extractors.formats.outlook.mapi import Properties
from extractors.formats.outlook.mapi_rtf import unpack_rtf
from extractors.formats.rtf.rtf import extract_page, read_rtf
from extractors.media_types import HTML, MAIL, OUTLOOK, RTF, TEXT

_BY_REFERENCE = frozenset({2, 3, 4, 7})
_INNER = 5
_FROM_PAGE, _RTF_HEAD = b"\\fromhtml", 1024
_SIGNED_CLASS = ".SMIME.MULTIPARTSIGNED"
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf"})
_CUT_RTF = "the rich text body is damaged; what is here could be saved, something may be missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """Something attached to a message. `load` gives its bytes, or an inner message as finished content."""

    properties: Properties
    load: Callable[[int], bytes | Content]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message taken out of its container. `damage` says in words what of it could not be read."""

    properties: Properties
    recipients: tuple[Properties, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    damage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    content: bytes | Content
    media_type: str
    charset: str = ""


def render_message(message: Message, settings: ReaderSettings) -> Content:
    """The header lines as text; bodies, fields and attachments as parts."""
    content = read_message_head(message.properties, message.recipients, settings)
    children = tuple(_find_children(message, settings))
    content = replace(
        content, children=children, channel=Channel.EMAIL if is_mail(message.properties) else Channel.NOTE
    )
    if message.damage:
        return replace(content, state=PartState.DAMAGED, reason=message.damage)
    return content


def _find_children(message: Message, settings: ReaderSettings) -> Iterator[Child]:
    bodies = _find_bodies(message.properties, settings)
    number = 0
    for number, body in enumerate(bodies, 1):
        yield Child(
            number=str(number),
            load=_give(body.content),
            media_type=body.media_type,
            charset=body.charset,
            is_body=True,
            alternative="bodies" if len(bodies) > 1 else "",
        )
    lines = list_fields(message.properties, message.recipients)
    if lines:
        number += 1
        fields = _as_plain_body("\n".join(lines))
        load = _give(fields.content)
        yield Child(number=str(number), load=load, name="fields", media_type=TEXT, charset=fields.charset, is_body=True)
    page = next((body.content for body in bodies if isinstance(body.content, bytes) and body.media_type == HTML), b"")
    for position, attachment in enumerate(message.attachments, number + 1):
        if message.properties.read_line(mapi.MESSAGE_CLASS).upper().endswith(_SIGNED_CLASS):
            yield from _find_signed(str(position), attachment, settings)
        else:
            yield _as_child(str(position), attachment, page)


def _find_signed(number: str, attachment: Attachment, settings: ReaderSettings) -> Iterator[Child]:
    """The parts of a signed mail, which Outlook keeps whole as its only attachment."""
    content = attachment.load(settings.limits.max_unpacked_bytes)
    if not isinstance(content, bytes) or not is_mime_entity(content):
        yield _as_child(number, attachment, b"")
        return
    for child in read_mail(Source(content=content, media_type=MAIL, settings=settings)).children:
        yield replace(child, number=f"{number}.{child.number}")


def _give(content: bytes | Content) -> Callable[[int], bytes | Content]:
    return lambda _: content


def _find_bodies(properties: Properties, settings: ReaderSettings) -> list[_Body]:
    """The forms in which the same words are kept: text and page; rich text where it says something else."""
    plain = properties.read_text(mapi.BODY)
    bodies = [_as_plain_body(plain)] if plain.strip() else []
    page, charset = mapi.decode_page(properties, mapi.HTML_BODY)
    if page.strip(b"\0 \t\r\n"):
        return [*bodies, _Body(content=page, media_type=HTML, charset=charset)]
    packed = properties.read_bytes(mapi.RTF_BODY)
    return _add_rich_text(bodies, plain, packed, settings) if packed else bodies


def _as_plain_body(text: str) -> _Body:
    return _Body(content=text.encode("utf-8", "replace"), media_type=TEXT, charset="utf-8")


def _add_rich_text(bodies: list[_Body], plain: str, packed: bytes, settings: ReaderSettings) -> list[_Body]:
    rtf, is_whole = unpack_rtf(packed)
    page = extract_page(rtf) if _FROM_PAGE in rtf[:_RTF_HEAD] else None
    if page is not None and page[1] and is_whole:
        return [*bodies, _Body(content=page[0], media_type=HTML, charset="utf-8")]
    rich = read_rtf(Source(content=rtf, media_type=RTF, settings=settings))
    if not is_whole or rich.state is PartState.DAMAGED:
        rich = replace(rich, state=PartState.NOT_FULLY_READ, reason=_CUT_RTF)
    if rich.state is PartState.EMPTY and not tuple(rich.children):
        return bodies
    if not (tuple(rich.children) or set(rich.text.split()) - set(plain.split())) and plain.strip():
        return bodies
    covers_plain = not set(plain.split()) - set(rich.text.split())
    content = rtf if rich.state is not PartState.NOT_FULLY_READ else rich
    return [*([] if covers_plain else bodies), _Body(content=content, media_type=RTF)]


def find_name(properties: Properties) -> str:
    """The name of an attachment."""
    named = (mapi.ATTACHED_LONG_NAME, mapi.ATTACHED_NAME, mapi.NAME, mapi.ATTACHED_LONG_PATH, mapi.ATTACHED_PATH)
    found = next((name for one in named if (name := properties.read_line(one))), "")
    return clean_line(found.replace("\\", "/").rpartition("/")[2])


def _as_child(number: str, attachment: Attachment, page: bytes) -> Child:
    properties = attachment.properties
    name = find_name(properties)
    content_id = properties.read_line(mapi.CONTENT_ID)
    declared = properties.read_line(mapi.ATTACHED_TYPE).casefold()
    is_picture = declared.startswith("image/") or PurePosixPath(name.casefold()).suffix in _PICTURES
    return Child(
        number=number,
        name=name,
        load=_refuse_link(properties) or attachment.load,
        media_type=declared if properties.read_integer(mapi.ATTACHED_METHOD) != _INNER else OUTLOOK,
        inline=is_picture and bool(content_id) and content_id.encode("utf-8", "replace") in page,
    )


def _refuse_link(properties: Properties) -> Callable[[int], Content] | None:
    """What is said of an attachment that is only a link to a file somewhere else."""
    if properties.read_integer(mapi.ATTACHED_METHOD) not in _BY_REFERENCE or mapi.ATTACHED in properties:
        return None
    path = properties.read_line(mapi.ATTACHED_LONG_PATH) or properties.read_line(mapi.ATTACHED_PATH)
    reason = f"only a link to a file, which is not in the message{f' ({path})' if path else ''}"
    return lambda _: Content(state=PartState.NOT_FULLY_READ, reason=reason, text=path)
