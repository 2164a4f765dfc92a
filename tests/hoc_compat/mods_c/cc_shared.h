#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <unistd.h>
#define SQUARE(a) ((a) * (a))
#define STOP(text) hoc_execerror(text, 0)

typedef struct PAIR {
  int size;
  double *sums;
  unsigned short codes[3];
  struct PAIR *next;
} Pair;

enum { FEW = 3, SOME, MANY = 40 };
extern int cc_calls;
extern double cc_weight(double *x, int n);
