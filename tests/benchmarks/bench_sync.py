"""How long `sync` takes, from end to end and with nothing new; run by hand: `make bench`.

Each figure stands beside a peer measured in the same run, because machines differ:
- 2,000 mixed small documents from end to end, against a plain loop that parses the same files with the libraries'
  usual calls and stores nothing (`email` with policy.default, pypdf): what safety costs.
- a second `sync` over 100,000 items with nothing new, against GNU find listing the same folder with size and time.
- peak memory of both, for a tenth of the items and for all of them: it must not grow with their number.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.acceptance.office import OLD, Office, fill_inbox

REPEATS = 3


def main() -> None:
    """Prints every figure as one line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--items", type=int, default=100_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="crmbridge-bench-") as folder:
        bench_end_to_end(Path(folder) / "mixed", chosen.documents)
        bench_nothing_new(Path(folder) / "many", chosen.items)


def bench_end_to_end(folder: Path, count: int) -> None:
    """All stages over mixed small documents, a tenth of them PDF."""
    peaks = []
    for part in (count // 10, count):
        office = _open_office(folder / str(part), part)
        seconds, peak = _time_command(office, "sync")
        peaks.append(peak)
        plain, _ = _time(partial(_read_plainly, office.inbox))
        _print(
            "end to end",
            part,
            seconds,
            peak,
            f"plain loop without any record {plain:.2f} s, ratio {seconds / plain:.1f}",
        )
    _print_growth("end to end", peaks)


def bench_nothing_new(folder: Path, count: int) -> None:
    """A sync over items that the ledger knows and has delivered."""
    peaks = []
    for part in (count // 10, count):
        office = Office(folder / str(part))
        for place in range(part):
            office.put(f"{place // 1000}/{place}.txt", b"x", modified=OLD + place % 86400)
        _mark_known(office)
        runs = [_time_command(office, "sync") for _ in range(REPEATS)]
        seconds, peak = sorted(runs)[REPEATS // 2]
        peaks.append(peak)
        find, _ = _time(partial(_list_plainly, office.inbox))
        _print("nothing new", part, seconds, peak, f"GNU find {find:.2f} s, ratio {seconds / find:.1f}")
        shutil.rmtree(folder / str(part))
    _print_growth("nothing new", peaks)


def _open_office(folder: Path, count: int) -> Office:
    office = Office(folder, clients=100)
    fill_inbox(office, count - count // 10)
    for place in range(count // 10):
        path = office.inbox / f"letter{place}.pdf"
        canvas = Canvas(str(path), invariant=1)
        canvas.drawString(72, 720, f"Letter {place}, client number {office.clients[place % 100].number}")
        canvas.save()
        os.utime(path, (OLD, OLD))
    return office


def _mark_known(office: Office) -> None:
    """Lists everything, and then says of all of it that it is delivered, so that it need not be read first."""
    config = office.folder / "crmbridge.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("settle_seconds = 0", 'settle_seconds = 0\ninclude = ["*.none"]'), "utf-8")
    _time_command(office, "sync")
    config.write_text(text, "utf-8")
    ledger = sqlite3.connect(office.folder / "var" / "ledger.db")
    ledger.execute("INSERT INTO communication (id, fingerprint, size, captured_at) VALUES (1, 'f', 1, '2025-03-17')")
    ledger.execute("UPDATE item SET state = 'delivered', communication_id = 1")
    ledger.commit()
    ledger.close()


def _time_command(office: Office, *words: str) -> tuple[float, int]:
    """Wall seconds and peak resident bytes of the command as a process of its own, its readers not counted."""
    command = [sys.executable, "-c", _MEASURE, "--config", str(office.folder / "crmbridge.toml"), "--quiet", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    measured = json.loads(done.stderr.strip().splitlines()[-1])
    return float(measured["seconds"]), int(measured["peak"])


_MEASURE = """
import json, resource, sys, time
began = time.perf_counter()
from jobs.cli import run_command
run_command(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
sys.stderr.write("\\n" + json.dumps({"seconds": time.perf_counter() - began, "peak": peak}) + "\\n")
"""


def _time(work: Callable[[], object]) -> tuple[float, int]:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _read_plainly(inbox: Path) -> int:
    import pypdf

    words = 0
    for path in _iter_files(inbox):
        content = path.read_bytes()
        if path.suffix == ".eml":
            mail = email.message_from_bytes(content, policy=email.policy.default)
            body = mail.get_body()
            words += len(body.get_content().split()) if body else 0
        elif path.suffix == ".pdf":
            words += sum(len(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)
        else:
            words += len(content.split())
    return words


def _iter_files(inbox: Path) -> Iterator[Path]:
    return (path for path in inbox.rglob("*") if path.is_file())


def _list_plainly(inbox: Path) -> None:
    command = ["find", str(inbox), "-type", "f", "-printf", "%p %s %T@\\n"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _print(what: str, count: int, seconds: float, peak: int, peer: str) -> None:
    rate = count / seconds
    sys.stdout.write(f"{what}: {count} items in {seconds:.2f} s ({rate:.0f}/s), peak {peak / 2**20:.0f} MiB; {peer}\n")


def _print_growth(what: str, peaks: list[int]) -> None:
    sys.stdout.write(f"{what}: ten times the items take {peaks[1] / peaks[0]:.2f} times the memory\n")


if __name__ == "__main__":
    main()
