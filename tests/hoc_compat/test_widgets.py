"""Classes of windows: what computes gives NEURON's numbers, what has data keeps it, everything else does nothing."""

import pytest

from braincell.errors import InputError, UnsupportedError


def test_distances_in_the_plane(both):
    def model(h):
        geometry = h.GUIMath()
        places = [(0, 0, 1, 1, 2, 2), (1, 0, 0, 0, 2, 2), (3, 4, 0, 0, 2, 2), (1, 5, 1, 1, 1, 9), (-1, 2, 0, 0, 0, 5)]
        found = [[geometry.d2line(*p), geometry.d2line_seg(*p)] for p in places]
        found += [
            geometry.inside(1, 1, 0, 0, 2, 2),
            geometry.inside(1, 3, 0, 0, 2, 2),
            geometry.inside(0, 0, 0, 0, 2, 2),
        ]
        return found

    both(model, relative=1e-6)  # single precision there


def test_texts_and_drawings_are_kept(h):
    editor, target = h.TextEditor("abc"), h.ref("")
    editor.text(target)
    assert target[0] == "abc" and editor.readonly() == 0
    glyph = h.Glyph()
    assert glyph.path().m(0, 0).l(1, 2).s(1, 1) is glyph
    assert [stroke[0] for stroke in glyph.strokes] == ["path", "m", "l", "s"]
    assert h.Timer("x").seconds(2) == 2.0
    assert h.SymChooser().run() == 0.0
    assert h.PWManager().count() == 0 and h.List("WindowMenu").count() == 1


def test_a_box_lives_with_its_object_until_it_is_closed(h):
    h(
        """
begintemplate BoxedTool
public v1
objref v1, this
proc init() { v1 = new VBox() v1.ref(this) v1.map("tool") }
endtemplate BoxedTool
objref boxed
boxed = new BoxedTool()
objref boxed
"""
    )
    tools = h.List("BoxedTool")
    assert tools.count() == 1
    tools.object(0).v1.unmap()
    assert tools.count() == 0


def test_tools_that_are_missing_are_named(h):
    with pytest.raises(
        UnsupportedError, match="h.MulRunFitter is not supported: NEURON's graphical tools are not there"
    ):
        h.MulRunFitter()
    assert h.List("MulRunFitter").count() == 0
    with pytest.raises(InputError, match=r"object_push\(Vector\[\d+\]\): an object of a hoc template is needed"):
        h.object_push(h.Vector())
    with pytest.raises(InputError, match="object_pop: no object was entered"):
        h.object_pop()


def led_out(h):
    h("begintemplate Room\npublic inside\ninside = 0\nproc init() { inside = 7 }\nendtemplate Room")
    h("objref room\nxx = 0")
    h("room = new Room()\nobject_push(room)")
    found = [h("inside = 8"), h("undefined_function()"), h("xx = inside")]
    return [*found, h.xx, h.room.inside]


def test_an_error_leads_out_of_an_object(both):
    both(led_out)
