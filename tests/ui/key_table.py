"""The table of keys that the README shows; `python -m tests.ui.key_table` writes it there."""

from __future__ import annotations

from pathlib import Path

from tui.ui.keys import KEYS

README = Path(__file__).parents[2] / "README.md"
_BEGINS, _ENDS = "<!-- keys -->\n", "\n<!-- /keys -->"


def markdown_table() -> str:
    """Return the table, a part for each group of keys."""
    lines = ["| key | what it does |", "| --- | --- |"]
    for group in dict.fromkeys(key.group for key in KEYS):
        lines.append(f"| **{group}** | |")
        lines += [f"| `{key.written}` | {key.does} |" for key in KEYS if key.group == group]
    return "\n".join(lines)


def main() -> None:
    before, _, rest = README.read_text(encoding="utf-8").partition(_BEGINS)
    _, _, after = rest.partition(_ENDS)
    README.write_text(before + _BEGINS + markdown_table() + _ENDS + after, encoding="utf-8")


if __name__ == "__main__":
    main()
