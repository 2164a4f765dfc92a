TITLE A train of events
NEURON {
    ARTIFICIAL_CELL n_train
    RANGE interval, number, start, sent
}
PARAMETER { interval = 10 (ms) number = 10 start = 50 (ms) }
ASSIGNED { sent on }
INITIAL {
    sent = 0
    on = 0
    if (number > 0 && start >= 0) {
        on = 1
        net_send(start, 3)
    }
}
NET_RECEIVE(w) {
    if (flag == 0) {
        if (w > 0 && on == 0) {
            on = 1
            sent = 0
            net_send(0, 1)
        } else if (w < 0) {
            on = 0
        }
    }
    if (flag == 3 || (flag == 1 && on == 1)) {
        sent = sent + 1
        net_event(t)
        if (sent < number) { net_send(interval, 1) } else { on = 0 }
    }
}
