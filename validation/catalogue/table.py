"""Write the table of the catalogue into docs/channels.md.

python -m validation.catalogue.table
"""

from pathlib import Path

from braincell.channel.catalogue import catalogue

PAGE = Path(__file__).parents[2] / "docs" / "channels.md"
BEGIN, END = "<!-- catalogue -->\n", "<!-- end of catalogue -->\n"


def table() -> str:
    """One line per row of the catalogue, in Markdown."""
    lines = ["| name | ion | | source |", "|---|---|---|---|"]
    for row in catalogue():
        lines.append(f"| `{row.name}` | {row.ion or '–'} | {row.summary} | {row.source} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
