"""Every Python example of README.md and docs/ runs, from top to bottom of its page, and prints what the page says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(p for p in (ROOT / "docs").rglob("*.md") if "design" not in p.parts)]


def examples(page: str, language: str = "python") -> str:
    """The blocks of a page in a language as one script, on the lines where the page has them."""
    inside, lines = False, []
    for line in page.splitlines():
        fence = line.strip().startswith("```")
        lines.append(line if inside and not fence else "")
        if fence:
            inside = not inside and line.strip() == f"```{language}"
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
@pytest.mark.slow
def test_examples_run(page, tmp_path):
    script = tmp_path / f"{page.stem}.py"
    text = page.read_text(encoding="utf-8")
    script.write_text(examples(text), encoding="utf-8")
    command = [sys.executable, "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); import runpy; "]
    command[-1] += f"runpy.run_path({str(script)!r}, run_name='__main__')"
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    printed = iter(done.stdout.splitlines())
    missing = [line for line in examples(text, "output").splitlines() if line.strip() and line not in printed]
    assert not missing, f"not printed, or not in this order: {missing}\n{done.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#\s]+)", text)
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not broken


def test_examples_keep_their_lines():
    assert examples("a\n```python\nx = 1\n```\nb\n```\ny\n```\n") == "\n\nx = 1\n\n\n\n\n\n"


def test_outputs_are_told_from_examples():
    assert examples("```python\nx\n```\n```output\ny\n```\n", "output") == "\n\n\n\ny\n\n"
