"""The one protocol of all comparisons: five compartments under slow voltage clamps."""

DT = 0.025  # ms
CELSIUS = (22.7, 35.3)  # °C, no one's reference temperature
LENGTH = DIAMETER = 20.0  # µm
CAPACITANCE = 20.0  # µF/cm²: with SERIES_RESISTANCE a time constant of 2.5 ms, so that the voltage sweeps
SERIES_RESISTANCE = 10.0  # MΩ
V_INIT = -65.0  # mV
PHASE = 20.0  # ms
LEVELS = (
    (-120.0, 45.0, -85.0),
    (-65.0, -21.0, -109.0),
    (-90.0, 3.0, -47.0),
    (-72.0, -37.0, 28.0),
    (-101.0, -58.0, 17.0),
)
"""mV: of each compartment, in three phases."""
CALCIUM = (5e-5, 2e-4, 1e-3, 5e-3, 0.02)
"""mM: inside of each compartment."""
CALCIUM_OUTSIDE = 2.0  # mM
CONDUCTANCE = 1e-10  # S/cm² or cm/s: too little to move the voltage, which so is the same for all channels
DRIVE = 1e-4
"""S/cm²: of the channel whose current moves a concentration; it does move the voltage, too."""
SAMPLES = tuple(range(40, 2400, 80))
"""Steps after which the states and the current are kept: every 2 ms, from 1 ms on."""
N_STEPS = 2400
