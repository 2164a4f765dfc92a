"""Constants of C's library and of NEURON."""

import math

CONSTANTS: dict[str, int | float] = {
    "NULL": 0, "nil": 0, "true": 1, "false": 0, "TRUE": 1, "FALSE": 0, "EOF": -1, "BUFSIZ": 8192, "F_OK": 0, "X_OK": 1,
    "W_OK": 2, "R_OK": 4, "SEEK_SET": 0, "SEEK_CUR": 1, "SEEK_END": 2, "CLOCKS_PER_SEC": 1000000, "ENOENT": 2,
    "INT_MAX": 2**31 - 1, "INT_MIN": -(2**31), "UINT_MAX": 2**32 - 1, "LONG_MAX": 2**63 - 1, "RAND_MAX": 2**31 - 1,
    "EXIT_SUCCESS": 0, "EXIT_FAILURE": 1,
    "M_E": math.e, "M_PI": math.pi, "M_PI_2": math.pi / 2, "M_PI_4": math.pi / 4, "M_1_PI": 1 / math.pi,
    "M_2_PI": 2 / math.pi, "M_LN2": math.log(2), "M_LN10": math.log(10), "M_LOG2E": 1.4426950408889634,
    "M_LOG10E": 0.4342944819032518, "M_SQRT2": math.sqrt(2), "M_SQRT1_2": math.sqrt(0.5), "PI": math.pi,
    "DBL_MAX": 1.7976931348623157e308, "DBL_MIN": 2.2250738585072014e-308, "DBL_EPSILON": 2.220446049250313e-16,
    "FLT_MAX": 3.4028234663852886e38, "FLT_EPSILON": 1.1920928955078125e-07, "INFINITY": 1e400, "HUGE_VAL": 1e400,
}  # fmt: skip
