"""Find loops whose order Python 2 chose and Python 3 does not know."""

import ast

_VIEWS = ("items", "keys", "values", "iteritems", "iterkeys", "itervalues")


def first_loop_over_dict(tree: ast.AST) -> int | None:
    """The line of the first loop over what a dict holds, unless it is sorted; None if there is none."""
    loops = (node for node in ast.walk(tree) if isinstance(node, (ast.For, ast.comprehension)))
    lines = [loop.iter.lineno for loop in loops if _is_view(loop.iter)]
    return min(lines, default=None)


def _is_view(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _VIEWS
        and not node.args
    )
