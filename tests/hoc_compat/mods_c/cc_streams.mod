: Files as C reads them: several values a line, the end of a file, places in it
NEURON { SUFFIX nothing }
VERBATIM
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ctype.h>
ENDVERBATIM

: the numbers of a text file, read with fscanf until it returns no more; 1000 times their count
FUNCTION cc_numbers() {
VERBATIM
  double x, sum = 0.; int n = 0;
  FILE *f = fopen(gargstr(1), "r");
  if (!f) { return -1.; }
  while (fscanf(f, "%lf", &x) == 1) { sum += x; n++; }
  fclose(f);
  return 1000. * n + sum;
ENDVERBATIM
}

: how often a loop that asks feof first goes round
FUNCTION cc_rounds() {
VERBATIM
  double x; int n = 0; char line[8];
  FILE *f = fopen(gargstr(1), "r");
  while (!feof(f) && n < 100) {
    if (*getarg(2) == 0.) { fscanf(f, "%lf", &x); }
    if (*getarg(2) == 1.) { fgets(line, 8, f); }
    if (*getarg(2) == 2.) { fgetc(f); }
    if (*getarg(2) == 3.) { fread(line, 1, 3, f); }
    n++;
  }
  rewind(f);
  if (feof(f)) { n += 1000; }
  fclose(f);
  return n;
ENDVERBATIM
}

: words, numbers and characters in turn, with the place in the file after each
FUNCTION cc_mixed() {
VERBATIM
  int a = -1, b = -1, k = 0; char word[32], rest[32]; double sum = 0.;
  FILE *f = fopen(gargstr(1), "r");
  k = fscanf(f, "%s %d,%d", word, &a, &b);
  sum = 1e6 * k + 1e4 * strlen(word) + 100. * a + b + 1e-3 * ftell(f);
  sum += 1e-6 * fgetc(f);
  fgets(rest, 32, f);
  sum += 1e-9 * strlen(rest);
  fseek(f, 2, SEEK_SET);
  fscanf(f, "%s", word);
  fseek(f, 1, SEEK_CUR);
  sum += 1e7 * strlen(word) + 1e9 * fgetc(f);
  fclose(f);
  return sum;
ENDVERBATIM
}

: a file that is written, read and written again
FUNCTION cc_update() {
VERBATIM
  int a = 0, b = 0; char line[32];
  FILE *f = fopen(gargstr(1), "w+");
  fprintf(f, "%d %d\nxyz\n", 17, 4);
  rewind(f);
  fscanf(f, "%d", &a);
  fseek(f, 0, SEEK_CUR);
  fputs("=5", f);
  rewind(f);
  fgets(line, 32, f);
  b = line[2] == '=';
  fclose(f);
  return 100 * a + 10 * b + strlen(line);
ENDVERBATIM
}

PROCEDURE cc_print() {
VERBATIM
  fprintf(stdout, "to stdout %d\n", 5);
  fflush(stdout);
ENDVERBATIM
}

FUNCTION cc_of_nothing() {
VERBATIM
  FILE *f = fopen("there is no such file", "r");
  return fgetc(f);
ENDVERBATIM
}

: letters at the edges of what C classifies and changes
FUNCTION cc_letters() {
VERBATIM
  char s[4] = "aZ1"; int c, n = 0;
  for (c = -1; c < 256; c++) { n += toupper(c) * 3 - tolower(c); if (c < 128 && isspace(c)) { n += c * 1000; } }
  return n + 1e6 * (strchr(s, 0) - s) + 1e7 * (strrchr(s, 'Z') - s);
ENDVERBATIM
}
