TITLE A point process that reads and changes the weight of a connection to another one when events arrive
NEURON {
    POINT_PROCESS w_adjusts
    POINTER wsyn
    RANGE rate, seen, atinit
}
PARAMETER { rate = 0.1 }
ASSIGNED { wsyn seen atinit }
INITIAL { atinit = wsyn }
NET_RECEIVE(w) {
    seen = wsyn
    if (w >= 0) {
        wsyn = wsyn*(1 + rate) + w
    } else {
        wsyn = wsyn*(1 - 2*rate)
        net_send(0.3, 1)
    }
}
