from __future__ import annotations

import pytest

from crmbridge.errors import ItemGoneError, PluginError
from crmbridge.plugins import GROUPS, guard, list_plugins, load_plugin


@pytest.mark.parametrize("error", [ValueError("Anna Kay"), KeyError("Anna Kay"), OSError("Anna Kay"), RecursionError()])
def test_whatever_a_plugin_raises_becomes_one_error_without_its_text(error: Exception) -> None:
    with pytest.raises(PluginError) as caught, guard("strange"):
        raise error
    assert str(caught.value) == f"plugin 'strange' failed with {type(error).__name__}"
    assert caught.value.__cause__ is error


def test_our_own_errors_go_through_as_they_are() -> None:
    with pytest.raises(ItemGoneError, match="was gone"), guard("strange"):
        raise ItemGoneError("a.pdf")


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_the_wish_to_stop_is_no_failure_of_a_plugin(error: type[BaseException]) -> None:
    with pytest.raises(error), guard("strange"):
        raise error


def test_what_goes_well_is_left_alone() -> None:
    with guard("strange"):
        done = True
    assert done


@pytest.mark.parametrize("group", GROUPS)
def test_a_plugin_that_is_not_installed_is_said_so(group: str) -> None:
    assert "no-such-plugin" not in list_plugins(group)
    with pytest.raises(PluginError, match=f"no-such-plugin.*{group}"):
        load_plugin(group, "no-such-plugin")
