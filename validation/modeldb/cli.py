"""The command `modeldb` of `python -m validation`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from braincell.errors import BraincellError
from validation.modeldb.recipe import read
from validation.modeldb.report import summary, write
from validation.modeldb.run import Options, run


def main(arguments: Sequence[str]) -> int:
    """Run recipes and write OUT/index.html, OUT/models.json and OUT/summary.txt; 2 for a wrong request."""
    options = _parser().parse_args(arguments)
    try:
        recipes = read(options.recipes, options.ids)
        wanted = Options(
            options.models, options.out, options.neuron_seconds, options.seconds, options.jobs, options.again
        )
        rows = run(list(recipes.values()), wanted)
    except BraincellError as error:
        print(f"modeldb: {error}", file=sys.stderr)
        return 2
    page = write(rows, options.out)
    print(f"{summary(rows)}\nreport: {page}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m validation modeldb", description=__doc__)
    parser.add_argument(
        "--recipes", type=Path, required=True, metavar="FILE", help="recipes, in nrn-modeldb-ci's format"
    )
    parser.add_argument(
        "--models", type=Path, required=True, metavar="DIR", help="a folder for each model, named by its id"
    )
    parser.add_argument("--ids", nargs="+", default=(), metavar="ID", help="only these models")
    parser.add_argument(
        "--out", type=Path, default=Path("modeldb-report"), metavar="OUT", help="folder (modeldb-report)"
    )
    parser.add_argument("--again", action="store_true", help="run braincell once more; NEURON's lines stay")
    parser.add_argument("--seconds", type=float, default=600.0, help="limit for braincell, each model (600)")
    parser.add_argument("--neuron-seconds", type=float, default=120.0, metavar="S", help="limit for NEURON (120)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="models at a time")
    return parser
