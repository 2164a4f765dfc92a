"""Run the joined cables under NEURON; a script of its own process.

    python neuron_side.py LIBRARY KIND CURRENT OUT.npz

Writes "v" [sample, place] and "i" [sample, side], two sides of every junction.
"""

import sys
from pathlib import Path

import numpy as np
from neuron import h

sys.path.insert(0, str(Path(__file__).parents[2]))

from validation.junctions.cases import (  # noqa: E402
    CLAMP,
    CURRENTS,
    DIAMETER,
    DT,
    EVERY,
    JUNCTIONS,
    LENGTH,
    N_SEGMENTS,
    N_STEPS,
    RECORDED,
)


def run(kind: str, current: float) -> tuple[np.ndarray, np.ndarray]:
    """Voltages and currents."""
    context = h.ParallelContext()
    cables = {}
    for name in "ab":
        section = cables[name] = h.Section(name=name)
        section.L, section.diam, section.nseg = LENGTH, DIAMETER, N_SEGMENTS
        section.insert("hh")
    clamp = h.IClamp(cables["a"](0.5))
    (clamp.delay, clamp.dur), clamp.amp = CLAMP, current
    sides = []
    for one, two, g in JUNCTIONS:
        for (name, x), (far, far_x) in ((one, two), (two, one)):
            side = getattr(h, kind)(cables[name](x))
            side.g = g
            source = cables[far](far_x)._ref_v
            if kind == "HalfPointer":
                h.setpointer(source, "vgap", side)
            else:
                number = len(sides)
                context.source_var(source, number, sec=cables[far])
                context.target_var(side, side._ref_vgap, number)
            sides.append(side)
    voltages = [h.Vector().record(cables[name](x)._ref_v) for name, x in RECORDED]
    currents = [h.Vector().record(side._ref_i) for side in sides]
    if kind == "HalfTransfer":
        context.setup_transfer()
    h.dt, h.celsius = DT, 6.3
    h.finitialize(-65)
    for _ in range(N_STEPS):
        h.fadvance()
    return np.array(voltages).T[::EVERY], np.array(currents).T[::EVERY]


def main(library: str, kind: str, current: str, out: str) -> None:
    h.nrn_load_dll(library)
    v, i = run(kind, CURRENTS[current])
    np.savez(out, neuron=np.array(h.nrnversion(5)), v=v, i=i)


if __name__ == "__main__":
    main(*sys.argv[1:])
