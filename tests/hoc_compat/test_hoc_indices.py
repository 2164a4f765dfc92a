"""Which indices and arguments hoc takes: the statements that fail are NEURON's."""

import json
import subprocess
import sys

import pytest

DECLARED = """
double ix_a[1][1][1]
proc ix_foo() { ix_a = 1 }
objref ix_o
proc ix_aim() { ix_o = new Vector() }
objref ix_vec, ix_m, ix_ref, ix_cell, ix_f, ix_clamp, ix_po, ix_p
ix_vec = new Vector(5)
ix_m = new Matrix(3, 4)
create ix_soma, ix_dend[3]
ix_soma insert extracellular
for i = 0, 2 { connect ix_dend[i](0), ix_soma(1) }
ix_soma { ix_ref = new SectionRef()  ix_clamp = new VClamp(0.5) }
begintemplate IxCell
public soma, dend, y, x, twice, made, both
create soma, dend[3]
double x[2][2], y[5]
func twice() { return 2 * $1 }
obfunc made() { local i localobj list
    list = new List()
    for i = 0, $1 { list.append(new Vector(i)) }
    return list
}
proc both() { x = $1 + $2 }
proc init() { local i
    for i = 0, 2 { connect dend[i](0), soma(1) }
}
endtemplate IxCell
ix_cell = new IxCell()
ix_cell.soma insert extracellular
ix_po = new PythonObject()
nrnpython("ix_list = [1, 2, 3]")
nrnpython("ix_table = [[1, 2], [3, 4]]")
"""

STATEMENTS = (
    "ix_foo()",
    "double ix_a[1]",
    "ix_foo()",
    "ix_aim()",
    "objref ix_o[3]",
    "ix_aim()",
    "x = ix_vec.x(3)",
    "ix_vec.x(3) = 25",
    "ix_vec.x = 3",
    "x = ix_vec.x",
    "ix_m.x[1][2] = 5",
    "ix_m.x(1,2) = 8",
    "ix_m.x = 1",
    "ix_m.x(1,2,3) = 1",
    "ix_m.x[1][2][3] = 1",
    "ix_ref.child { x = 1 }",
    "ix_ref.child[1] { x = 1 }",
    "ix_ref.child(1) { x = 1 }",
    "ix_ref.child(1,2) { x = 1 }",
    "ix_ref.child[1][2] { x = 1 }",
    "ix_cell.dend[1] { x = 1 }",
    "ix_cell.dend { x = 1 }",
    "ix_cell.dend[5] { x = 1 }",
    "ix_cell.dend[1][2] { x = 1 }",
    "ix_cell.soma[1] { x = 1 }",
    "x = ix_cell.twice(2)",
    "x = ix_cell.twice[2]",
    "x = ix_cell.made(4).o(2).size()",
    "x = ix_cell.made[4].o[2].size()",
    "ix_cell.both(1, 2)",
    "ix_cell.both[1][2]",
    "ix_p = ix_cell.made[2]",
    "ix_p = ix_cell.made[2][100]",
    "ix_cell.y(1) = 1",
    "ix_cell.y(1,1) = 1",
    "ix_cell.x(1,1) = 1",
    "ix_clamp.dur(1) = 1",
    "ix_clamp.dur(1,0) = 1",
    "x = ix_soma.v(0.7, 0.1)",
    "x = ix_soma.vext[0](0.7, 0.1)",
    "x = ix_cell.soma.vext[0](0.7, 0.1)",
    "x = ix_cell.soma.vext[0](0.7)",
    "x = ix_po.ix_list._[1]",
    "x = ix_po.ix_list[1]",
    "x = ix_po.ix_table[1]._[1]",
    "x = ix_po.ix_table[1][1]",
    "x = ix_po.ix_table._[1][1]",
    "ix_po.ix_list[1] = 25",
    "ix_po.ix_table[1][1] = 30",
    "ix_po.ix_table._[1][1] = 30",
    "ix_po.ix_table[1]._[1] = 30",
)


def taken(h):
    """Every statement, with 1 if it is taken and 0 if not."""
    h(DECLARED)
    return [[statement, float(h.execute1(statement, 0))] for statement in STATEMENTS]


def test_statements_that_fail(h):
    """NEURON's side runs in a Python of its own: errors in blocks of sections can abort one that has run other code."""
    pytest.importorskip("neuron")
    command = [sys.executable, __file__]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0, done.stderr
    assert taken(h) == json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    from neuron import h as neuron_h

    neuron_h.load_file("stdrun.hoc")
    print("\n" + json.dumps(taken(neuron_h)))
