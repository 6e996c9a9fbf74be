"""`cleaner.toml`: the flags of `apply`, written down once; a flag given on the command line wins."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, Final

import typer

from cleaner.cli.failures import failures_explained
from cleaner.run.places import WrongUse

NAME: Final = "cleaner.toml"
_OUTSIDE: Final = frozenset({"config", "help"})
_COMMAND: Final = "apply"


def config_taken(shared: Collection[str] | None = None) -> Callable[[typer.Context, Path | None], Path | None]:
    """What a command does with its `--config`: `read_config`, and what is wrong is said as everything else is."""

    def take(context: typer.Context, path: Path | None) -> Path | None:
        with failures_explained():
            return read_config(context, path, shared)

    return take


def read_config(context: typer.Context, path: Path | None, shared: Collection[str] | None = None) -> Path | None:
    """Take the defaults of a command's flags from a file: `path`, or `cleaner.toml` in the current folder if there is
    one. Raises WrongUse for a file that holds anything but flags of `apply`.

    Another command says which of these flags it has too, and in the same sense, as `shared`.
    """
    if path is None and not Path(NAME).is_file():
        return None
    path = path or Path(NAME)
    if path.is_dir():
        raise WrongUse(f"{path} is a folder; --config takes a file of flags, as TOML")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WrongUse(f"{path}: no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path}: not TOML: {error}") from error
    flags = {
        option.removeprefix("--"): parameter
        for parameter in _parameters(context)
        for option in parameter.opts
        if option.startswith("--") and option.removeprefix("--") not in _OUTSIDE
    }
    defaults: dict[str, Any] = {}
    for name, value in settings.items():
        called = name.replace("_", "-")
        flag = flags.get(called)
        if flag is None:
            raise WrongUse(f"{path}: no flag is called {name!r}; there are {', '.join(sorted(flags))}")
        given = ",".join(map(str, value)) if isinstance(value, list) else value
        try:
            flag.process_value(context, given)
        except typer.BadParameter as error:
            raise WrongUse(f"{path}: {name} = {value!r} cannot be: {error.message}") from error
        if shared is None or called in shared:
            defaults[str(flag.name)] = given
    context.default_map = {**(context.default_map or {}), **defaults}
    return path


def _parameters(context: typer.Context) -> list[Any]:
    """The parameters of `apply`."""
    commands: dict[str, Any] = getattr(context.find_root().command, "commands", {})
    return list(commands.get(_COMMAND, context.command).params)
