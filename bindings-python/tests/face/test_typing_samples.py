"""The samples of what type checkers refuse: `make check` runs the checkers on them."""

from __future__ import annotations

import ast
from pathlib import Path

FOLDER = Path(__file__).parent


def statements(name: str) -> list[str]:
    tree = ast.parse((FOLDER / name).read_text("utf-8"))
    return [
        ast.unparse(it)
        for it in tree.body
        if isinstance(it, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_both_type_checkers_are_shown_the_same_mistakes() -> None:
    mypy, pyright = (statements(f"typing_refused_by_{name}.py") for name in ("mypy", "pyright"))
    assert mypy == pyright
    assert len(mypy) == 4
