TITLE An artificial cell that rings at random times

NEURON {
    ARTIFICIAL_CELL bell
    RANDOM when
}
INITIAL { net_send(random_negexp(when, 2), 1) }
NET_RECEIVE (w) {
    net_event(t)
    net_send(random_negexp(when, 2), 1)
}
