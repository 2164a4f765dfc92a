TITLE Functions and a counter, without a mechanism

NEURON { SUFFIX nothing GLOBAL counter }

PARAMETER { unit_step = 0.5 }

ASSIGNED { counter }

FUNCTION sigmoid_of(x, half, slope) {
    sigmoid_of = 1/(1 + exp(-(x - half)/slope))
}

FUNCTION grid(id, n) {
    LOCAL row
    row = floor(id/n)
    if (row > 2) {
        grid = fmod(id, n) + 10*row
    } else {
        grid = sigmoid_of(row, 1, 2)
    }
}

FUNCTION counted() {
    counter = counter + unit_step
    counted = counter
}

PROCEDURE count_by(n) {
    counter = counter + n
}

FUNCTION lambda(x) { lambda = x*celsius }

PROCEDURE files() {
VERBATIM
    FILE* f = fopen("x", "w");
    fclose(f);
ENDVERBATIM
}
