"""Read recipes: how a published model is prepared, run and compared (the format of nrn-modeldb-ci)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from braincell.errors import InputError

_LISTS = ("run", "model_dir", "script")


@dataclass(frozen=True)
class Recipe:
    """How one model is run. Keys that speak of fetching or of printed text are left out: graphs are compared."""

    id: str
    run: tuple[str, ...]  # statements of hoc (or Python) after the model's first file
    mods: tuple[str, ...] = ()  # groups of folders of .mod files, in each "a;b"; () to look for them
    script: tuple[str, ...] = ()  # shell commands that change the copy before it runs
    python: bool = False
    stack: int | None = None  # NEURON's -NSTACK
    not_run: str = ""  # why the recipe says that the model is not to be run


def read(file: Path, ids: Sequence[str] = ()) -> dict[str, Recipe]:
    """Recipes by id, in the file's order; those of `ids`, if given, with defaults for ids that the file lacks."""
    found = {str(key): value or {} for key, value in _load(file).items()}
    chosen = ids or list(found)
    return {key: _recipe(file, key, found.get(key, {})) for key in chosen}


def _load(file: Path) -> Mapping[Any, Any]:
    try:
        import yaml
    except ModuleNotFoundError:
        raise InputError("recipes are YAML, which needs PyYAML: pip install 'braincell[modeldb]'") from None
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise InputError(f"`{file}` cannot be read as recipes: {error}") from None
    if not isinstance(found, dict):
        raise InputError(f"`{file}` is a {type(found).__name__}; recipes are a mapping of model ids to what to do")
    return found


def _recipe(file: Path, key: str, entry: Any) -> Recipe:
    if not isinstance(entry, dict):
        raise InputError(f"`{file}`: the recipe of {key} is {entry!r}; a mapping with `run`, `script` … is needed")
    for name in _LISTS:
        value = entry.get(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(line, str) for line in value)):
            raise InputError(f"`{file}`: `{name}` of {key} is {value!r}; a list of lines is needed")
    python = bool(entry.get("python"))
    default = ["python mosinit.py"] if python else ["verify_graph_()"]
    not_run = ""
    if entry.get("skip") or ("run" in entry and entry["run"] is None):
        not_run = " ".join(str(entry.get("comment") or "the recipe says so").split())
    return Recipe(
        id=key,
        run=tuple(entry.get("run", default) or ()),
        mods=tuple(entry.get("model_dir") or ()),
        script=tuple(entry.get("script") or ()),
        python=python,
        stack=int(entry["hoc_stack_size"]) if "hoc_stack_size" in entry else None,
        not_run=not_run,
    )
