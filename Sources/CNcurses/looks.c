#define _GNU_SOURCE
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ncurses resets all attributes, and the character set with them, where one differs, and sets the colour by a sequence of
// its own. Here the sequences between two characters become one, the shorter of a change and a reset. What is not
// understood goes out as it came.

enum { NORMAL = -1 };

typedef struct {
  bool bold, dim, underline, reverse;
  int foreground, background;  // of the palette
} looks;

static const looks normal = {.foreground = NORMAL, .background = NORMAL};

// What the terminal was told, and what ncurses takes it to show. Between frames both are normal.
static looks told = {.foreground = NORMAL, .background = NORMAL}, wanted = {.foreground = NORMAL, .background = NORMAL};
// False after a sequence that was not understood, until everything is reset.
static bool is_known = true;

static bool is_same(const looks *one, const looks *other) {
  return one->bold == other->bold && one->dim == other->dim && one->underline == other->underline &&
         one->reverse == other->reverse && one->foreground == other->foreground && one->background == other->background;
}

static void add(char *text, const char *format, int number) {
  size_t count = strlen(text);
  snprintf(text + count, 64 - count, format, number);
}

static void add_color(char *text, int color, int base) {
  if (color == NORMAL) {
    add(text, "%d;", base + 9);
  } else if (color < 8) {
    add(text, "%d;", base + color);
  } else if (color < 16) {
    add(text, "%d;", base + 60 + color - 8);
  } else {
    add(text, base == 30 ? "38;5;%d;" : "48;5;%d;", color);
  }
}

static void add_changes(char *text, looks from) {
  if ((from.bold && !wanted.bold) || (from.dim && !wanted.dim)) {
    add(text, "%d;", 22);
    from.bold = from.dim = false;
  }
  if (wanted.bold && !from.bold) add(text, "%d;", 1);
  if (wanted.dim && !from.dim) add(text, "%d;", 2);
  if (wanted.underline != from.underline) add(text, "%d;", wanted.underline ? 4 : 24);
  if (wanted.reverse != from.reverse) add(text, "%d;", wanted.reverse ? 7 : 27);
  if (wanted.foreground != from.foreground) add_color(text, wanted.foreground, 30);
  if (wanted.background != from.background) add_color(text, wanted.background, 40);
}

bool cn_looks_are_known(void) { return is_known; }

void cn_looks_tell(void) {
  if (!is_known || is_same(&told, &wanted)) return;
  char change[64] = "\033[", reset[64] = "\033[;";
  add_changes(change, told);
  add_changes(reset, normal);
  char *shorter = strlen(change) <= strlen(reset) ? change : reset;
  if (is_same(&wanted, &normal)) strcpy(shorter, "\033[;");
  shorter[strlen(shorter) - 1] = 'm';
  cn_output_add(shorter, strlen(shorter));
  told = wanted;
}

// Nobody sees the colour or the weight of a blank without a line or a ground of its own.
void cn_looks_tell_for_blank(void) {
  bool is_plain = wanted.underline == told.underline && wanted.reverse == told.reverse && !wanted.underline &&
                  !wanted.reverse && wanted.background == told.background;
  if (!is_plain) cn_looks_tell();
}

// The number before the next semicolon, 0 if there is none, 999 for anything else.
static int take_number(const char **text, const char *end) {
  int number = 0;
  while (*text < end && **text != ';') {
    if (**text < '0' || **text > '9' || number >= 100) number = 999;
    else number = number * 10 + **text - '0';
    ++*text;
  }
  ++*text;
  return number;
}

// Takes the numbers of one sequence to set attributes; false if one is not among those known here.
static bool take(const char *numbers, const char *end, looks *next) {
  while (numbers <= end) {
    int number = take_number(&numbers, end);
    if (number == 38 || number == 48) {
      if (numbers >= end || take_number(&numbers, end) != 5 || numbers >= end) return false;
      *(number == 38 ? &next->foreground : &next->background) = take_number(&numbers, end);
      continue;
    }
    switch (number) {
      case 0: *next = normal; break;
      case 1: next->bold = true; break;
      case 2: next->dim = true; break;
      case 4: next->underline = true; break;
      case 7: next->reverse = true; break;
      case 22: next->bold = next->dim = false; break;
      case 24: next->underline = false; break;
      case 27: next->reverse = false; break;
      case 39: next->foreground = NORMAL; break;
      case 49: next->background = NORMAL; break;
      default:
        if (number >= 30 && number <= 37) next->foreground = number - 30;
        else if (number >= 40 && number <= 47) next->background = number - 40;
        else if (number >= 90 && number <= 97) next->foreground = number - 90 + 8;
        else if (number >= 100 && number <= 107) next->background = number - 100 + 8;
        else return false;
    }
  }
  return true;
}

void cn_looks_take(const char *start, const char *final) {
  const char *numbers = start + 2;
  if (!is_known && (*numbers == 'm' || *numbers == '0')) {
    cn_output_add("\033[m", 3);
    told = wanted = normal;
    is_known = true;
  }
  looks next = wanted;
  if (is_known && take(numbers, final, &next)) {
    wanted = next;
    return;
  }
  cn_looks_tell();
  cn_output_add(start, (size_t)(final + 1 - start));
  is_known = false;
}
