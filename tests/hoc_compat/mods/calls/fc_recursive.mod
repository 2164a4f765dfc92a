TITLE Functions that call themselves
NEURON {
    SUFFIX fc_recursive
    RANGE a, b, x, y, z, w
}
PARAMETER { a = 0 b = 1 }
ASSIGNED { x y z w }
INITIAL {
    a = 0
    b = 1
    x = fact(4)
    y = fibonacci(7)
    down(3)
    z = even(6) + 10*even(5) + 100*descend(3)
    w = ack(2, 2)
}
FUNCTION fact(n) {
    IF (n > 1) { fact = n*fact(n - 1) } ELSE { fact = 1 }
}
FUNCTION fibonacci(n) {
    if (n == 0 || n == 1) { fibonacci = 1 } else { fibonacci = fibonacci(n - 1) + fibonacci(n - 2) }
}
PROCEDURE down(n) {
    b = b*2 + n
    IF (n > 0) { down(n - 1) }
}
FUNCTION even(n) { IF (n == 0) { even = 1 } ELSE { even = odd(n - 1) } }
FUNCTION odd(n) { IF (n == 0) { odd = 0 } ELSE { odd = even(n - 1) } }
FUNCTION f(n) { IF (n > 0) { g(n) f = a } ELSE { f = 0 } }
PROCEDURE g(n) { b = b + f(n - 1) a = a + n }
FUNCTION descend(n) { descend = n > 0 && descend(n - 1) + n }
FUNCTION touch(n) { a = a + n touch = a }
FUNCTION either(n) { either = 0 IF (n > 2 || touch(n) > 5) { either = 1 } }
FUNCTION nested(n) { nested = 0 IF (!(n > 2 && touch(n) > 5) && n < 8) { nested = 1 } }
FUNCTION turns(n) { LOCAL k
    k = 0
    WHILE (k < 5 && touch(1) < n) { k = k + 1 }
    turns = k
}
FUNCTION ack(m, n) {
    IF (m == 0) {
        ack = n + 1
    } ELSE IF (n == 0) {
        ack = ack(m - 1, 1)
    } ELSE {
        ack = ack(m - 1, ack(m, n - 1))
    }
}
FUNCTION_TABLE given(n)
FUNCTION ask(n) { ask = given(n) + given(2*n) }
