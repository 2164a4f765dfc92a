: A file with a suffix that uses the other one's functions
NEURON { SUFFIX ccm GLOBAL FACTOR }
PARAMETER { FACTOR = 3 }
VERBATIM
#include "cc_shared.h"
ENDVERBATIM
FUNCTION weighted() {
VERBATIM
  double *x; int n = vector_arg_px(1, &x);
  return FACTOR * cc_weight(x, n) + cc_calls;
ENDVERBATIM
}
