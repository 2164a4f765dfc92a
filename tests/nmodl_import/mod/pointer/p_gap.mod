TITLE Half a gap junction: the partner's voltage through a POINTER
NEURON {
    POINT_PROCESS p_gap
    NONSPECIFIC_CURRENT i
    RANGE r, i
    POINTER vgap
}
PARAMETER { r = 200 (megohm) }
ASSIGNED { v (millivolt) vgap (millivolt) i (nanoamp) }
BREAKPOINT { i = (v - vgap)/r }
