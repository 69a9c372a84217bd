#define _GNU_SOURCE
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ncurses goes to any place that is more than seven columns off by row and column, whatever leads there. Here the moves
// between two characters become one, the shortest there is.

typedef struct {
  int row, column;
} place;

static place told, wanted;
// False where the terminal's cursor may be anywhere: at the start, and after what was not understood.
static bool is_known;
static int rows, columns;
static bool goes_to_column, goes_to_row;

void cn_moves_begin(int row_count, int column_count) {
  rows = row_count;
  columns = column_count;
  goes_to_column = cn_terminal_has("hpa");
  goes_to_row = cn_terminal_has("vpa");
  is_known = false;
}

void cn_moves_lose(void) { is_known = false; }

static int limited(int value, int count) { return value < 0 ? 0 : value >= count ? count - 1 : value; }

// Takes a move by its last character and its numbers; false if it has to go out as it came.
bool cn_moves_take(char final, const char *numbers) {
  char *rest;
  long first = strtol(numbers, &rest, 10);
  long second = *rest == ';' ? strtol(rest + 1, NULL, 10) : 0;
  int step = first > 0 ? (int)first : 1, other = second > 0 ? (int)second : 1;
  if (final == 'H') {
    wanted = (place){limited(step - 1, rows), limited(other - 1, columns)};
    if (!is_known) told = (place){-1, -1};
    is_known = true;
    return true;
  }
  if (!is_known) return false;
  switch (final) {
    case 'A': wanted.row = limited(wanted.row - step, rows); break;
    case 'B': wanted.row = limited(wanted.row + step, rows); break;
    case '\n':
      if (wanted.row + 1 < rows) {
        wanted.row++;
        break;
      }
      // This scrolls.
      cn_moves_tell();
      is_known = false;
      return false;
    case 'C': wanted.column = limited(wanted.column + step, columns); break;
    case 'D':
    case '\b': wanted.column = limited(wanted.column - step, columns); break;
    case 'G': wanted.column = limited(step - 1, columns); break;
    case 'd': wanted.row = limited(step - 1, rows); break;
    case '\r': wanted.column = 0; break;
    case '\t': wanted.column = limited((wanted.column / 8 + 1) * 8, columns); break;
    default: return false;
  }
  return true;
}

// A character of so many columns was written where the cursor is.
void cn_moves_advance(int width) {
  told.column += width;
  wanted = told;
}

static void keep_shorter(char *best, const char *other) {
  if (strlen(other) < strlen(best)) strcpy(best, other);
}

enum { LONGEST = 64 };

// What leads along one direction. `single` is a character that goes one step, forward or back, for short ways.
typedef struct {
  char forward, back, to;
  char single;
  bool single_goes_forward;
} axis;

static const axis vertical = {'B', 'A', 'd', '\n', true}, horizontal = {'C', 'D', 'G', '\b', false};

enum { MOST_SINGLES = 5 };

static void add_way(char *text, const axis *axis, int from, int to, bool goes_to) {
  int distance = to - from, length = abs(distance);
  if (length == 0) return;
  char best[LONGEST], other[LONGEST] = "";
  char direction = distance > 0 ? axis->forward : axis->back;
  if (length == 1) sprintf(best, "\033[%c", direction);
  else sprintf(best, "\033[%d%c", length, direction);
  if (length <= MOST_SINGLES && axis->single_goes_forward == (distance > 0)) {
    memset(other, axis->single, (size_t)length);
    keep_shorter(best, other);
  }
  if (goes_to) {
    sprintf(other, "\033[%d%c", to + 1, axis->to);
    keep_shorter(best, other);
  }
  strcat(text, best);
}

// Adds the way to where it is wanted, for a cursor in a column of the row that was told.
static void add_both_ways(char *text, int column) {
  add_way(text, &vertical, told.row, wanted.row, goes_to_row);
  add_way(text, &horizontal, column, wanted.column, goes_to_column);
}

void cn_moves_tell(void) {
  if (!is_known || (told.row == wanted.row && told.column == wanted.column)) return;
  char best[LONGEST];
  if (wanted.column > 0) sprintf(best, "\033[%d;%dH", wanted.row + 1, wanted.column + 1);
  else sprintf(best, "\033[%dH", wanted.row + 1);
  // In the column behind the last one terminals differ in where a step leads from.
  if (told.row >= 0 && told.column < columns) {
    char way[LONGEST] = "";
    add_both_ways(way, told.column);
    keep_shorter(best, way);
  }
  if (told.row >= 0) {
    char way[LONGEST] = "\r";
    add_both_ways(way, 0);
    keep_shorter(best, way);
  }
  cn_output_add(best, strlen(best));
  told = wanted;
}
