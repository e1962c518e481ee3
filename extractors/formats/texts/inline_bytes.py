"""Files that a document in one XML file keeps as base64."""

from __future__ import annotations

import base64
from collections.abc import Callable

from crmbridge.domain.reading import PartState
from extractors.content import Content


def decode_inline(written: str) -> Callable[[int], bytes | Content]:
    """Gives the bytes that were written as base64."""

    def decode(_: int) -> bytes | Content:
        try:
            return base64.b64decode(written)
        except ValueError:
            return Content(state=PartState.DAMAGED, reason="it is damaged inside the document and cannot be taken out")

    return decode
