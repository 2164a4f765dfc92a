"""A passive tree drawn with 3-d points: taper, duplicate points, children at 0, 0.5 and 1, one turned round."""

from neuron import h

h.load_file("stdrun.hoc")


def section(name, nseg, points):
    """A section through (x, y, z, diameter) points."""
    made = h.Section(name=name)
    for point in points:
        made.pt3dadd(*point)
    made.nseg = nseg
    made.insert("pas")
    made.g_pas, made.e_pas, made.Ra, made.cm = 1e-4, -70, 110, 1.1
    return made


trunk = section("trunk", 7, [(0, 0, 0, 9), (4, 3, 1, 7.3), (4, 3, 1, 5.1), (60, 21, -8, 3.7), (140.5, 33, 2.25, 2.2)])
tip = section("tip", 5, [(140.5, 33, 2.25, 2.2), (170, 60, 9, 1.1), (170, 60, 9, 1.9), (233.3, 81, 30, 0.4)])
side = section("side", 9, [(65, 22, -7, 1.6), (71, 60, -20, 1.6), (90, 130, -55, 0.9), (91, 150.7, -60, 0.35)])
back = section("back", 4, [(0, 0, 0, 3.1), (-30, -44, 12, 2.4), (-31, -44, 12, 0.8), (-80, -70, 44, 0.7)])
twig = section("twig", 3, [(90, 130, -55, 0.9), (120, 160, -70, 0.5)])
turned = section("turned", 6, [(100, 30, 0, 1.2), (111, 5, 33, 2.0), (140, -50, 71, 0.6)])
tip.connect(trunk(1))
side.connect(trunk(0.5))
back.connect(trunk(0))
twig.connect(side(0.5))
turned.connect(trunk(0.8), 1)
turned(0.9).cm = 2.5
side.Ra = 210
sections = [trunk, tip, side, back, twig, turned]

constants = {"L": [s.L for s in sections]}
for name in ("area", "ri", "diam"):
    values = [getattr(segment, name) for s in sections for segment in s]
    constants[name] = values if name == "diam" else [value() for value in values]

clamp = h.IClamp(tip(1))
clamp.delay, clamp.dur, clamp.amp = 1, 12, 0.02
pull = h.IClamp(back(0.6))
pull.delay, pull.dur, pull.amp = 6, 9, -0.05

t = h.Vector().record(h._ref_t)
places = [trunk(0), trunk(0.5), trunk(1), tip(0.5), tip(1), side(0.1), side(1), back(1), twig(1), turned(0), turned(1)]
record = {f"v {place}": h.Vector().record(place._ref_v) for place in places}
record["i_cap turned(0.9)"] = h.Vector().record(turned(0.9)._ref_i_cap)

h.v_init, h.tstop = -70, 30
h.run()
