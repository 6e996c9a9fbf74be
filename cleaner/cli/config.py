"""`cleaner.toml`: the flags of `apply`, written down once; a flag given on the command line wins."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import typer

from cleaner.run.places import WrongUse

NAME: Final = "cleaner.toml"
_OUTSIDE: Final = frozenset({"config", "help"})


def read_config(context: typer.Context, path: Path | None) -> Path | None:
    """Take the defaults of a command's flags from a file: `path`, or `cleaner.toml` in the current folder if there is
    one. Raises WrongUse for a file that holds anything else."""
    if path is None and not Path(NAME).is_file():
        return None
    path = path or Path(NAME)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WrongUse(f"{path}: no such file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{path}: not TOML: {error}") from error
    flags = {
        option.removeprefix("--"): parameter
        for parameter in context.command.params
        for option in parameter.opts
        if option.startswith("--") and option.removeprefix("--") not in _OUTSIDE
    }
    defaults: dict[str, Any] = {}
    for name, value in settings.items():
        flag = flags.get(name.replace("_", "-"))
        if flag is None:
            raise WrongUse(f"{path}: no flag is called {name!r}; there are {', '.join(sorted(flags))}")
        given = ",".join(map(str, value)) if isinstance(value, list) else value
        try:
            flag.process_value(context, given)
        except typer.BadParameter as error:
            raise WrongUse(f"{path}: {name} = {value!r} cannot be: {error.message}") from error
        defaults[str(flag.name)] = given
    context.default_map = {**(context.default_map or {}), **defaults}
    return path
