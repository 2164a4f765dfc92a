TITLE Arrays of parameters in a point process
NEURON {
    POINT_PROCESS ap_point
    ELECTRODE_CURRENT i
    RANGE amp, dur, got
    GLOBAL gain
}
PARAMETER { amp[3] (nA) dur[3] (ms) gain[2] }
ASSIGNED { i (nA) got }
INITIAL { got = 0 }
BREAKPOINT { LOCAL end, level
    end = 0
    level = 0
    FROM k = 0 TO 2 {
        IF (t >= end && t < end + dur[k]) { level = amp[k] }
        end = end + dur[k]
    }
    i = level*gain[1]
}
NET_RECEIVE(w) {
    got = got + amp[w] + gain[0]
    gain[0] = gain[0] + 1
    amp[2] = amp[2] + 0.01
}
