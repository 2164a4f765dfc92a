"""Electrodes that come with braincell: voltage clamps, and what watches a membrane. `IClamp` is in `braincell.mech`."""

from braincell.electrode.ap_count import APCount as APCount
from braincell.electrode.function_clamp import FunctionClamp as FunctionClamp
from braincell.electrode.function_clamp import SineClamp as SineClamp
from braincell.electrode.mark import PointProcessMark as PointProcessMark
from braincell.electrode.o_clamp import OClamp as OClamp
from braincell.electrode.se_clamp import SEClamp as SEClamp
from braincell.electrode.v_clamp import VClamp as VClamp
from braincell.electrode.waveform_clamp import WaveformClamp as WaveformClamp
