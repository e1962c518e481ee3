"""Strangers' parts: found by entry points, called behind a guard.

A plugin is an entry point in the group `crmbridge.repositories`, `crmbridge.crms` or `crmbridge.witnesses` whose name
is the `type` in the configuration. It is called with the settings of its section and the folder of the configuration,
and returns an object that fulfils the port of its group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Any, cast

from crmbridge.errors import CrmbridgeError, PluginError

GROUPS = ("crmbridge.repositories", "crmbridge.crms", "crmbridge.witnesses")


def list_plugins(group: str) -> tuple[str, ...]:
    """The names that installed packages offer in a group, sorted."""
    return tuple(sorted(entry_points(group=group).names))


def load_plugin(group: str, name: str) -> Callable[..., Any]:
    """The factory behind a name. Raises PluginError where it is not installed or cannot be imported."""
    found = tuple(entry_points(group=group, name=name))
    if not found:
        raise PluginError(name, f"no entry point in {group}")
    with guard(name):
        return cast("Callable[..., Any]", found[0].load())


@contextmanager
def guard(plugin: str, *, let_through: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Lets our own errors through and turns whatever else a foreign part raises into PluginError.

    This is the one broad `except` of the product. The text of the foreign error is dropped, because it may quote a
    document; its type is kept.
    """
    ours: tuple[type[Exception], ...] = (CrmbridgeError, *let_through)
    try:
        yield
    except ours:
        raise
    except Exception as error:
        raise PluginError(plugin, type(error).__name__) from error
