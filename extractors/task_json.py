"""Tasks, settings and outcomes as JSON values, for the way to the reading processes and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crmbridge.domain.communication import Channel, Direction
from crmbridge.domain.reader_settings import OcrEngine, OcrSettings, ReaderSettings, ReadLimits, ReferencePattern
from crmbridge.domain.reading_json import from_json
from crmbridge.ports import ReadFailure, ReadOutcome, ReadTask
from extractors.child import crash_reason
from extractors.frames import FAILURE, split_message


def task_as_json(task: ReadTask) -> dict[str, object]:
    """A task as JSON values."""
    return {
        "key": task.key,
        "path": str(task.path),
        "fingerprint": task.fingerprint,
        "name": task.name,
        "channel": task.channel.value if task.channel else None,
        "direction": task.direction.value if task.direction else None,
        "fields": [list(pair) for pair in task.fields],
        "sidecar": task.sidecar,
    }


def task_from_json(mapping: Mapping[str, Any]) -> ReadTask:
    """The task that `task_as_json` wrote."""
    return ReadTask(
        key=mapping["key"],
        path=Path(mapping["path"]),
        fingerprint=mapping["fingerprint"],
        name=mapping["name"],
        channel=Channel(mapping["channel"]) if mapping["channel"] else None,
        direction=Direction(mapping["direction"]) if mapping["direction"] else None,
        fields=tuple((role, field) for role, field in mapping["fields"]),
        sidecar=mapping["sidecar"],
    )


def settings_as_json(settings: ReaderSettings) -> dict[str, object]:
    """Settings as JSON values."""
    return asdict(settings)


def settings_from_json(mapping: Mapping[str, Any]) -> ReaderSettings:
    """The settings that `settings_as_json` wrote."""
    patterns = tuple(ReferencePattern(**{**one, "context": tuple(one["context"])}) for one in mapping["patterns"])
    return ReaderSettings(
        patterns=patterns,
        own_domains=tuple(mapping["own_domains"]),
        own_emails=tuple(mapping["own_emails"]),
        own_names=tuple(mapping["own_names"]),
        own_phones=tuple(mapping["own_phones"]),
        own_addresses=tuple(mapping["own_addresses"]),
        own_identifiers=tuple(mapping["own_identifiers"]),
        country=mapping["country"],
        timezone=mapping["timezone"],
        limits=ReadLimits(**mapping["limits"]),
        ocr=OcrSettings(engine=OcrEngine(mapping["ocr"]["engine"]), languages=tuple(mapping["ocr"]["languages"])),
    )


def outcome_from_answer(answer: bytes) -> ReadOutcome:
    """What a reading process answered. One that was broken by its document may answer anything: that is a crash."""
    mark, key, body = split_message(answer)
    try:
        values = json.loads(body)
        if mark != FAILURE:
            return ReadOutcome(key=key, result=from_json(values))
        return ReadOutcome(key=key, result=ReadFailure(why=str(values["why"]), reason=str(values["reason"])))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ReadOutcome(key=key, result=ReadFailure(why="crash", reason=crash_reason("its answer makes no sense")))
