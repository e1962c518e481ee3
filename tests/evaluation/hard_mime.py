"""Mails written line by line, so that they may be as wrong as they need to be."""

from __future__ import annotations

import base64


def with_head(fields: str, body: bytes, *, sender: str = "anna@kay.example", subject: str = "A question") -> bytes:
    """A mail of these further header lines and this body, with line feeds."""
    to = "" if "To:" in fields else "To: service@harbour.example\n"
    head = f"From: {sender}\n{to}Subject: {subject}\nDate: Wed, 12 Mar 2025 10:15:00 +0100\nMIME-Version: 1.0\n"
    return (head + fields + "\n").encode("utf-8") + body


def make_multipart(kind: str, *parts: bytes, boundary: str = "edge", subject: str = "A question") -> bytes:
    """A mail of parts, each of which brings its own header lines."""
    mark = f"--{boundary}\n".encode()
    body = b"".join(mark + part + b"\n" for part in parts) + f"--{boundary}--\n".encode()
    return with_head(f'Content-Type: multipart/{kind}; boundary="{boundary}"\n', body, subject=subject)


def attach(kind: str, content: bytes, name: str = "") -> bytes:
    """A part that holds a file; mails stand in it as they are."""
    if kind == "message/rfc822":
        return b"Content-Type: message/rfc822\n\n" + content
    head = f'Content-Type: {kind}; name="{name}"\nContent-Transfer-Encoding: base64\n'
    return f'{head}Content-Disposition: attachment; filename="{name}"\n\n'.encode() + b64(content)


def b64(content: bytes) -> bytes:
    """Base64 in lines."""
    return base64.encodebytes(content)
