"""The examples of the facade's guide run."""

import re
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "h-facade.md"


def test_the_guide_runs(h):
    code = "\n".join(re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL))
    assert "h.run()" in code
    exec(compile(code, str(GUIDE), "exec"), {})
