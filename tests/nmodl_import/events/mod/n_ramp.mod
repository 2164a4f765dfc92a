TITLE Climbs and fires: the pending event is moved by every input
NEURON {
    ARTIFICIAL_CELL n_ramp
    RANGE period, m, moves
    GLOBAL gain
}
PARAMETER { period = 7 (ms) gain = 2 }
ASSIGNED { m due (ms) moves }
INITIAL {
    m = 0
    moves = 0
    due = period
    net_send(due, 1)
}
NET_RECEIVE(w) {
    LOCAL shift
    if (flag == 1) {
        net_event(t)
        m = m + 1
        due = t + period
        net_send(period, 1)
    } else {
        shift = gain*w
        due = due - shift
        if (due < t) { due = t }
        moves = moves + 1
        net_move(due)
    }
}
