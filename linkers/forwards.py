"""Messages inside a message: whose words they are, and which of several forwarded ones is the outermost."""

from __future__ import annotations

import re
from itertools import islice

from crmbridge.domain.identifier import Identifier
from crmbridge.domain.reading import Reading
from crmbridge.ports import Directory
from linkers.routes import is_original_sender

_LINES_AT_MOST = 50
_MESSAGE = "message/rfc822"
_FROM_LINE = re.compile(r"(?im)^[> \t*]*(?:from|von|de|da|van)\s*:[^\n]*")


def find_embedded(reading: Reading) -> frozenset[str]:
    """The paths of the parts that belong to a message carried by a mail, and so were written for something else."""
    if reading.sender is None:
        return frozenset()
    roots = [part.path for part in reading.parts if part.media_type == _MESSAGE and part.path != "0"]
    return frozenset(part.path for part in reading.parts if any(_is_within(part.path, root) for root in roots))


def is_forwarded_by_stranger(identifier: Identifier, reading: Reading, directory: Directory) -> bool:
    """Whether a From line of somebody unknown, or of a name alone, stands around or above this one.

    What staff pass on is then the stranger's, who only quotes the client.
    """
    texts = {part.path: part.text for part in reading.parts}
    senders = [one for one in reading.identifiers if one.kind == "email"]
    above = [one for one in senders if _is_within(identifier.part, one.part) and one.part not in {"0", identifier.part}]
    if any(is_original_sender(one) and not _is_known(one, directory) for one in above):
        return True
    lines = islice(_FROM_LINE.finditer(texts.get(identifier.part, "")), _LINES_AT_MOST)
    return any(_is_of_stranger(line, identifier, senders, directory) for line in lines)


def _is_of_stranger(
    line: re.Match[str], identifier: Identifier, senders: list[Identifier], directory: Directory
) -> bool:
    if line.end() >= identifier.start:
        return False
    on_line = [one for one in senders if one.part == identifier.part and line.start() <= one.start < line.end()]
    return not any(_is_known(one, directory) for one in on_line)


def _is_known(email: Identifier, directory: Directory) -> bool:
    return directory.is_own("email", email.normalised) or bool(directory.find_carriers("email", email.normalised))


def _is_within(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}.")
