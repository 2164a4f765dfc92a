TITLE Arrays of parameters in an artificial cell
NEURON { ARTIFICIAL_CELL ap_cell RANGE wait, turn GLOBAL factor }
PARAMETER { wait[3] (ms) factor[2] }
ASSIGNED { turn }
INITIAL {
    turn = 0
    net_send(wait[0], 1)
}
NET_RECEIVE(w) {
    IF (flag == 1) {
        net_event(t)
        turn = fmod(turn + 1, 3)
        net_send(wait[turn]*factor[1] + 0.1, 1)
    }
}
