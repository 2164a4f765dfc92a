"""Run a model's files in this process under braincell: `python -m validation.modeldb.side REQUEST ANSWER`.

REQUEST is JSON, {"mods": [file], "files": [file]}; it is started where the model is. ANSWER gets how the run ended; no
file is written if the model ends the process with `quit()`.
"""

import json
import os
import sys
import traceback
from pathlib import Path

from validation.neuron_tests.side import because_of, import_each, refusal_behind


def main(request: str, answer: str) -> None:
    """Import the mechanisms, run the files one after another, and write how it ended."""
    wanted = json.loads(request)
    refused = import_each([Path(file) for file in wanted["mods"]])
    try:
        _run(wanted["files"])
        found = {"outcome": "done", "reason": ""}
    except SystemExit as leaving:
        if not leaving.code:
            return
        found = {"outcome": "failed", "reason": f"exit code {leaving.code}"}
    except BaseException as error:
        traceback.print_exc()
        found = because_of(refused, _failure(error))
    Path(answer).write_text(json.dumps(found))


def _run(files: list[str]) -> None:
    from hoc_compat import h
    from hoc_compat.standin import neuron_package

    with neuron_package():
        for file in files:
            if file.endswith(".py"):
                exec(compile(Path(file).read_text(), file, "exec"), {"__name__": "__main__"})
            else:
                h.xopen(os.path.relpath(file))


def _failure(error: BaseException) -> dict[str, str]:
    """Refused, if some error behind this one is an `UnsupportedError`; otherwise failed."""
    behind = refusal_behind(error)
    shown = str(behind or error).strip()
    if behind is not None:
        place = str(error).partition(": ")[0] if behind is not error else ""
        return {"outcome": "refused", "reason": f"{place}: {shown}" if place and place not in shown else shown}
    return {"outcome": "failed", "reason": f"{type(error).__name__}: {shown}"[:600]}


if __name__ == "__main__":
    main(*sys.argv[1:])
