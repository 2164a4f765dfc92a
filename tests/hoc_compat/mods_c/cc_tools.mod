: Functions for scripts, written in C; and one in NMODL with a TABLE
NEURON {
  SUFFIX nothing
  GLOBAL CC_SCALE, CC_READY, CC_LAST
}
DEFINE CC_STEPS 4
PARAMETER { CC_SCALE = 2.5  CC_READY = 0 }
ASSIGNED { CC_LAST }

VERBATIM
#include "cc_shared.h"
int cc_calls = 0;
static char cc_label[20] = "none";
static int cc_table[3][2] = {{1, 2}, {3, 4}, {5, 6}};
double cc_weight(double *x, int n) {
  double *end = x + n, sum = 0;
  for (; x < end; x++) sum += SQUARE(*x);
  return sum;
}
static int by_size(const void *a, const void *b) {
  double x = *(double*)a, y = *(double*)b;
  return x < y ? -1 : x > y;
}
static double apply(double (*f)(double*, int), double *x, int n) { return f(x, n); }

static double cc_twice(void *vv) {
  int i, n; double *x;
  n = vector_instance_px(vv, &x);
  for (i = 0; i < n; i++) x[i] *= ifarg(1) ? *getarg(1) : 2;
  cc_calls++;
  return n;
}

static double cc_spread(void *vv) {
  int i, n, m; double *x, *y; IvocVect *to;
  n = vector_instance_px(vv, &x);
  if (hoc_is_str_arg(1)) { strcpy(cc_label, gargstr(1)); return -1; }
  to = vector_arg(1);
  vector_resize(to, 2 * n);
  m = vector_capacity(to);
  y = vector_vec(to);
  for (i = 0; i < m; ++i) y[i] = x[i / 2] + (i % 2 ? .5 : 0);
  qsort(y, m, sizeof(double), by_size);
  return apply(cc_weight, y, m);
}
ENDVERBATIM

PROCEDURE cc_install() {
  if (CC_READY == 1) {
    printf("twice\n")
  } else {
    CC_READY = 1
VERBATIM
    install_vector_method("cc_twice", cc_twice);
    install_vector_method("cc_spread", cc_spread);
ENDVERBATIM
  }
}

PROCEDURE cc_curve(x) {
  TABLE CC_LAST FROM -1 TO 1 WITH 20
  CC_LAST = exp(x)
}

FUNCTION cc_curves(a, b) {
  LOCAL sum
  sum = 0
  FROM i = 1 TO CC_STEPS {
VERBATIM
    cc_curve(_la + (_lb - _la) * _li / 4);
    _lsum += CC_LAST;
ENDVERBATIM
  }
  cc_curves = sum * CC_SCALE
}

PROCEDURE cc_where() {
VERBATIM
  char folder[1000], line[1100];
  if (!getcwd(folder, 1000)) STOP("no folder");
  sprintf(line, "cc_folder = \"%s\"\n", folder);
  hoc_oc(line);
ENDVERBATIM
}

FUNCTION cc_text() {
VERBATIM
  char *p, text[80]; int words = 0, n; double x;
  p = gargstr(1);
  for (; *p; p++) {
    if (*p == ' ') continue;
    words += p[1] == ' ' || !p[1];
  }
  if (sscanf(gargstr(1), "%d %lf", &n, &x) != 2) { n = -1; x = strlen(gargstr(1)); }
  snprintf(text, 80, "%-4s|%05.1f|%d|%c|%x", cc_label, x, n, 'a' + words, 255);
  hoc_assign_str(hoc_pgargstr(2), text);
  strncat(text, "!", 1);
  return words + 100 * (strcmp(text, "b") < 0) + 1000 * (strchr(text, '|') - text);
ENDVERBATIM
}

FUNCTION cc_memory(n) {
VERBATIM
  int i, j, count = (int)_ln; double **rows, answer = 0; Pair *first = 0, *made;
  unsigned char *bytes; unsigned int hash = 2166136261u;
  rows = (double**)malloc(count * sizeof(double*));
  for (i = 0; i < count; i++) {
    rows[i] = (double*)calloc(FEW, sizeof(double));
    for (j = 0; j < FEW; j++) rows[i][j] = cc_table[j][i % 2] / 2 + i / 2.;
    made = (Pair*)malloc(sizeof(Pair));
    made->size = i; made->sums = rows[i]; made->next = first;
    made->codes[2] = (unsigned short)(70000 + i);
    first = made;
  }
  rows[0] = (double*)realloc(rows[0], SOME * sizeof(double));
  rows[0][FEW] = -3.75;
  answer += (int)rows[0][FEW] + (-7) / 2 + (-7) % 3 + (7 >> 1) + (1 << 5) + sizeof(Pair);
  bytes = (unsigned char*)rows[0];
  for (i = 0; i < 16; i++) hash = (hash ^ bytes[i]) * 16777619u;
  answer += hash;
  while (first) {
    made = first; first = first->next;
    if (!made->size) made->sums = rows[0];
    answer += made->sums[1] * made->size + made->codes[2];
    free(made->sums); free(made);
  }
  free(rows);
  return answer;
ENDVERBATIM
}

FUNCTION cc_flow() {
VERBATIM
  int i, found = 0; static int before = 10;
  for (i = 0; i < 9; i++) {
    switch (i) {
      case 0: case 1: found += 1; break;
      case 2: found += 10;
      case 3: found += 100; break;
      case 4: continue;
      default: found += 1000; if (i == 7) break; found += 10000;
    }
    found *= 1;
    if (found > 1000000) break;
  }
  do { found--; if (found % 2) continue; before += found & 1, ++before; } while (found % 5);
  return before * 1e6 + found;
ENDVERBATIM
}

FUNCTION cc_kind() {
VERBATIM
  Object *a = *hoc_objgetarg(1), *b = *hoc_objgetarg(2);
  if (!a || !b) return -1 - (a == b);
  return (a->ctemplate == b->ctemplate) + 10 * (a == b) + 100 * (strncmp(hoc_object_name(a), "List", 4) == 0);
ENDVERBATIM
}

FUNCTION cc_each() {
VERBATIM
  int i; Object *list = *hoc_objgetarg(2); Symbol *s; double sum = 0, *x;
  if (!(s = hoc_lookup(gargstr(1)))) STOP("no such function");
  for (i = 0; i < ivoc_list_count(list); i++) {
    Object *o = ivoc_list_item(list, i);
    x = vector_vec((IvocVect*)o->u.this_pointer);
    hoc_pushx(x[0]); hoc_pushx((double)i);
    sum += hoc_call_func(s, 2);
  }
  if (ifarg(3)) *hoc_pgetarg(3) = sum;
  return chkarg(4, 0., 10.);
ENDVERBATIM
}

FUNCTION cc_file() {
VERBATIM
  FILE *f = hoc_obj_file_arg(1); int head[2]; float part[3]; size_t n;
  n = fread(head, sizeof(int), 2, f);
  n += fread(part, sizeof(float), 3, f);
  fseek(f, -4, SEEK_CUR);
  return n * 1000 + head[1] * 100 + part[2] + ftell(f);
ENDVERBATIM
}

PROCEDURE cc_thread() {
VERBATIM
  nanosleep(0, 0);
ENDVERBATIM
}

FUNCTION cc_beyond(n) {
VERBATIM
  double x[3] = {1, 2, 3};
  return x[(int)_ln];
ENDVERBATIM
}

: copies a struct
FUNCTION cc_copy() {
VERBATIM
  struct cc_pair { double a; double b; } x, y;
  x.a = 1.; x.b = 2.;
  memcpy(&y, &x, sizeof(x));
  return y.b;
ENDVERBATIM
}
