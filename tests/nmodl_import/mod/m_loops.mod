TITLE WHILE, FROM with bounds of run time, array elements of run time, LOCAL arrays

NEURON {
    SUFFIX m_loops
    NONSPECIFIC_CURRENT i
    RANGE n, sum, found, last
}
DEFINE SIZE 5
PARAMETER { n = 3.5 }
ASSIGNED { v (mV) i (mA/cm2) sum found last weight[SIZE] }
STATE { a }
BREAKPOINT {
    SOLVE states METHOD cnexp
    search()
    i = 1e-5*(a + sum/100)*(v + 65)
}
INITIAL {
    LOCAL w[3]
    FROM k = 0 TO SIZE - 1 { weight[k] = k*k/10 }
    FROM k = 0 TO 2 { w[k] = weight[k + 1]*2 }
    last = w[2] + w[n - 2]
    a = 0
    search()
}
DERIVATIVE states { a' = (found/10 - a)/5 }
PROCEDURE search() {
    LOCAL x, index
    sum = 0
    FROM k = 1 TO n { sum = sum + k*k }
    x = 1
    found = 0
    WHILE (x < fabs(v)) {
        x = x*2
        found = found + 1
        IF (found > 4) { sum = sum + 1 }
    }
    index = found/2
    weight[index] = weight[index] + 0.001
    sum = sum + weight[index]
}
