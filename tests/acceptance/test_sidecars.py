"""Text that a scanner or fax server puts beside a picture, at once or later."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tests.acceptance.office import CONFIG, Office


def _write_fax() -> bytes:
    """A page on which there is something, but no word."""
    content = io.BytesIO()
    page = Image.new("1", (1728, 1000), 1)
    page.paste(0, (500, 300, 1200, 800))
    page.save(content, "TIFF", compression="group4")
    return content.getvalue()


def _open_office(folder: Path) -> Office:
    return Office(folder, config=CONFIG.replace("settle_seconds = 0", 'settle_seconds = 0\nsidecar = ".txt"'))


def test_a_fax_is_linked_by_the_text_beside_it_and_the_text_is_no_item_of_its_own(tmp_path: Path) -> None:
    office = _open_office(tmp_path / "office")
    client = office.clients[0]
    office.put("fax1.tif", _write_fax())
    office.put("fax1.txt", f"Client number {client.number}: please call".encode())
    assert office.run("sync", "--quiet") == 0
    assert office.states() == {"fax1.tif": "delivered", "fax1.txt": "excluded"}
    assert office.reason("fax1.txt") == "sidecar of another file"
    assert office.links("fax1.tif") == [(client.number, "", "automatic")]


def test_a_text_that_turns_up_later_has_its_fax_read_again_and_linked(tmp_path: Path) -> None:
    office = _open_office(tmp_path / "office")
    client = office.clients[1]
    office.put("fax2.tif", _write_fax())
    office.run("sync", "--quiet")
    assert office.states() == {"fax2.tif": "review"}
    office.put("fax2.txt", f"Client number {client.number}: please call".encode())
    assert office.run("sync", "--quiet") == 0
    assert office.states() == {"fax2.tif": "delivered", "fax2.txt": "excluded"}
    assert office.links("fax2.tif") == [(client.number, "", "automatic")]
    assert office.run("verify", "--quiet") == 0
