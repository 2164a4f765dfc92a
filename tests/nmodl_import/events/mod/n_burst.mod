TITLE Bursts: events sent in a loop whose course depends on values
NEURON {
    ARTIFICIAL_CELL n_burst
    RANGE size, gap, sent
}
PARAMETER { size = 3 gap = 0.4 (ms) }
ASSIGNED { sent }
INITIAL { sent = 0 }
NET_RECEIVE(w) {
    LOCAL k
    if (flag == 0) {
        k = 0
        WHILE (k < size) {
            net_send(gap*(k + w), k + 2)
            k = k + 1
        }
        size = size + 1
    } else {
        sent = sent + flag
        net_event(t)
    }
}
