"""Check a corpus of thousands of files: in parallel, resumable, with a summary."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from validation.mechanism.check import check_files
from validation.mechanism.report import write_summary
from validation.mechanism.rows import Row, counts
from validation.mechanism.stage import digest

BATCH = 24  # files whose rows are lost if the run is interrupted


def check_corpus(
    corpus: Path, out: Path, jobs: int, again: Sequence[str] = (), say: Callable[[str], None] = print
) -> list[Row]:
    """Check every distinct file below `corpus` that OUT/results.jsonl does not hold yet; rows of all its files.

    Files whose stored verdict is in `again` are checked once more. Writes OUT/summary.json and OUT/index.html.
    """
    files = {path: digest(path) for path in sorted(corpus.rglob("*.mod"))}
    out.mkdir(parents=True, exist_ok=True)
    results = out / "results.jsonl"
    known = stored(results)
    distinct = {key: path for path, key in reversed(files.items())}
    pending = [path for key, path in distinct.items() if key not in known or known[key].verdict in again]
    pending.sort()
    say(f"{len(files)} files, {len(distinct)} distinct, {len(pending)} to check")
    batches = [pending[k : k + BATCH] for k in range(0, len(pending), BATCH)]
    with ThreadPoolExecutor(jobs) as pool, results.open("a", encoding="utf-8") as sink:
        futures = [pool.submit(check_files, batch) for batch in batches]
        for n, future in enumerate(as_completed(futures), 1):
            rows = future.result()
            sink.writelines(row.to_json() + "\n" for row in rows)
            sink.flush()
            known |= {row.digest: row for row in rows}
            say(f"{n} of {len(batches)} batches")
    rows = [known[key] for key in distinct]
    page = write_summary(summarise(files, known, corpus), rows, out)
    say(f"summary: {page}")
    return rows


def stored(results: Path) -> dict[str, Row]:
    """Rows by digest, the last one of each; a line cut off by an interruption does not count."""
    rows: dict[str, Row] = {}
    if results.is_file():
        for line in results.read_text(encoding="utf-8").splitlines():
            try:
                row = Row.from_json(line)
            except (ValueError, TypeError):
                continue
            rows[row.digest] = row
    return rows


def summarise(files: Mapping[Path, str], known: Mapping[str, Row], corpus: Path) -> dict[str, Any]:
    """Counts by verdict, reason and feature over distinct files, and the share of models all of whose files import.

    A model is a folder directly below `corpus`, with all that is below it, or a file that lies in `corpus` itself.
    """
    rows = [known[key] for key in dict.fromkeys(files.values())]
    models: dict[str, list[Row]] = {}
    for path, key in files.items():
        if known[key].verdict != "not compiled":
            models.setdefault(path.relative_to(corpus).parts[0], []).append(known[key])
    whole = sum(all(row.imported for row in model) for model in models.values())
    return {
        "files": len(files),
        "unique": len(rows),
        "verdicts": counts(row.verdict for row in rows),
        "imported": sum(row.imported or row.verdict == "failed" for row in rows),
        "equal": sum(row.verdict in ("identical", "equal") for row in rows),
        "models": {"models": len(models), "all_files_import": whole, "share": whole / len(models) if models else None},
        "refused": counts(general(row.reason) for row in rows if row.verdict == "refused"),
        "failed": counts(general(row.reason) for row in rows if row.verdict == "failed"),
        "features": _by_feature(row for row in rows if row.verdict != "not compiled"),
    }


def general(reason: str) -> str:
    """A reason without the names of one file: keywords of NMODL stay, other quoted names become `…`."""
    return re.sub(r"`(?![A-Z_]+\b)[^`]*`", "`…`", reason)


def _by_feature(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for row in rows:
        for feature in row.features:
            line = table.setdefault(feature, {"files": 0, "imported": 0, "equal": 0, "bad": 0})
            line["files"] += 1
            line["imported"] += row.imported or row.verdict == "failed"
            line["equal"] += row.verdict in ("identical", "equal")
            line["bad"] += row.bad
    return dict(sorted(table.items(), key=lambda item: -item[1]["files"]))
