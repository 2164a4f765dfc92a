TITLE A current in pulses that only announces their edges
NEURON {
    SUFFIX m_at_time
    NONSPECIFIC_CURRENT i
    RANGE del, dur, period, amp, i
}
PARAMETER {
    del = 1 (ms)
    dur = 0.7 (ms)
    period = 3 (ms)
    amp = 0.01 (milliamp/cm2)
}
ASSIGNED { v (millivolt) i (milliamp/cm2) }
INITIAL { i = 0 }
BREAKPOINT {
    LOCAL passed, start
    passed = t
    start = 0
    at_time(del)
    at_time(del + dur)
    at_time(del + period)
    at_time(del + dur + period)
    exp(start)
    WHILE (passed > period) {
        passed = passed - period
        start = start + period
    }
    i = 0
    IF (passed >= del && passed < del + dur) { i = -amp }
}
