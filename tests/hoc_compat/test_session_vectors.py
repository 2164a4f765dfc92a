"""Windows of session files that hold Vectors: VectorPlay and VecWrap."""

import numpy as np
import pytest

PLAY = """
{{ load_file("vplay.hoc") }}
objref clamp_, box_
clamp_ = new IClamp(0.5)
clamp_.dur = 1e9
clamp_.amp = 0.0125
box_ = new VectorPlay(1)
{{ object_push(box_) }}
vy = new Vector(4)
vx = new Vector(4)
for i = 0, 3 {{ vx.x[i] = i/2 vy.x[i] = i*i/100 }}
{{ vy.plot(g, vx) }}
{{ sname = "clamp_.amp" have_name = 1 contin = {contin} con1(1) }}
{{ object_pop() }}
"""
WRAP = """
{ load_file("vecwrap.hoc") }
objref wrapped_, vx_, vy_
wrapped_ = new VecWrap(1)
{ object_push(wrapped_) }
vy = new Vector(3)
vx = new Vector(3)
vy.label("first")
for i = 0, 2 { vx.x[i] = i vy.x[i] = i*i }
input(vx, vy)
vy = new Vector(2)
vx = new Vector(2)
for i = 0, 1 { vx.x[i] = i vy.x[i] = 7 }
input(vx, vy)
{ object_pop() }
"""


def shown(h, graph):
    """Labels and points of all lines."""
    found, item, x, y = [], -1, h.Vector(), h.Vector()
    while (item := graph.getline(item, x, y)) >= 0:
        found.append([y.label(), list(x), list(y)])
        y.label("")
    return found


@pytest.mark.parametrize("contin", [0, 1])
def test_a_vector_is_played(both, contin):
    def model(h):
        s = h.Section(name="s")
        s.insert("pas")
        h(PLAY.format(contin=contin))
        v = h.Vector().record(s(0.5)._ref_v)
        h.tstop = 2.5
        h.run()
        found = list(v)
        h.box_.con1(0)
        return [found, h.clamp_.amp]

    both(model, relative=1e-12)


def test_vectors_are_shown(h):
    s = h.Section(name="s")
    h(PLAY.format(contin=0) + WRAP)
    assert shown(h, h.box_.g) == [["", [0, 0.5, 1, 1.5], [float(np.float32(i * i / 100)) for i in range(4)]]]
    assert shown(h, h.wrapped_.g) == [["first", [0, 1, 2], [0, 1, 4]], ["", [0, 1], [7, 7]]]
    assert h.wrapped_.list.count() == 4
    del s


def test_a_menu_copies_what_a_file_gave(h, tmp_path):
    """NEURON's own, under a display, adds the same lines."""
    (tmp_path / "rows.dat").write_text("label:kept\n2\n0 5\n1.5 6\n")
    h(WRAP)
    h(f'clipboard_retrieve("{tmp_path}/rows.dat")')
    h.wrapped_.g.exec_menu("Copy From Clipboard")
    assert shown(h, h.wrapped_.g)[2:] == [["kept", [0, 1.5], [5, 6]]] and h.wrapped_.list.count() == 6


ENTERED = """
begintemplate Entered{0}
public a, count
a = 3
a + 4
func count() {{ a += 1 return a }}
endtemplate Entered{0}
objref entered_
entered_ = new Entered{0}()
object_push(entered_)
count()
{{ object_pop() }}
"""


def test_expressions_in_an_entered_object_are_evaluated(both, capfd):
    def model(h):
        capfd.readouterr()
        h(ENTERED.format("Here" if h.__class__.__module__.startswith("hoc_compat") else "There"))
        h("x = entered_.a")
        return [h.entered_.a, h.x, capfd.readouterr().out]

    both(model)
