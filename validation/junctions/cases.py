"""Two cables of hh, joined with each other and with themselves, of which one is stimulated."""

LENGTH, DIAMETER, N_SEGMENTS = 60.0, 10.0, 3
"""[µm] of each cable, called "a" and "b"."""
JUNCTIONS = (
    (("a", 0.5), ("b", 1 / 6), 0.02),
    (("a", 1.0), ("b", 0.0), 0.003),
    (("a", 1 / 6), ("a", 5 / 6), 0.05),
    (("b", 0.5), ("a", 0.5), 0.001),
)
"""Places, and conductance [µS]."""
CLAMP = (1.0, 10.0)
"""Delay and duration [ms], in the middle of "a"."""
CURRENTS = {"quiet": 0.02, "spiking": 0.5}
"""[nA]"""
KINDS = ("HalfPointer", "HalfTransfer")
DT, N_STEPS, EVERY = 0.025, 1000, 5
RECORDED = (("a", 0.5), ("a", 1.0), ("b", 1 / 6), ("b", 0.5), ("b", 0.0))
