#define _GNU_SOURCE
#include "internal.h"

#include <string.h>
#include <wchar.h>

// A frame of ncurses in fewer bytes: what stands between two characters becomes one move and one change of looks. It is
// meant for terminals of xterm's kind; what is not understood goes out as it came.

// A sequence that ends somewhere in `text`; NULL if it does not.
static const char *final_of(const char *text, const char *end) {
  if (end - text < 3 || text[0] != '\033' || text[1] != '[') return NULL;
  const char *at = text + 2;
  while (at < end && *at >= 0x20 && *at <= 0x3F) at++;
  return at < end ? at : NULL;
}

static void tell(void) {
  cn_moves_tell();
  cn_looks_tell();
}

// One character, or one byte of what is none; how many bytes it took.
static size_t write_character(const char *text, const char *end) {
  if (*text == ' ') {
    cn_moves_tell();
    cn_looks_tell_for_blank();
  } else {
    tell();
  }
  wchar_t character = 0;
  mbstate_t state = {0};
  size_t used = mbrtowc(&character, text, (size_t)(end - text), &state);
  int width = used == (size_t)-1 || used == (size_t)-2 || used == 0 ? -1 : wcwidth(character);
  if (width < 0) {
    used = 1;
    cn_moves_lose();
  } else {
    cn_moves_advance(width);
  }
  cn_output_add(text, used);
  return used;
}

static void shorten(const char *text, const char *end, bool moves) {
  size_t count = (size_t)(end - text);
  // Where line drawing is used, the character set matters.
  bool has_line_drawing = memchr(text, '\016', count) || memmem(text, count, "\033(0", 3);
  while (text < end) {
    const char *final = final_of(text, end);
    const char *rest = final ? final + 1 : text + 1;
    bool is_private = final && (text[2] == '?' || text[2] == '>');
    if (final && *final == 'm' && !is_private) {
      cn_looks_take(text, final);
    } else if (final && !is_private && memchr("ABCDGHd", *final, 7)) {
      if (!moves || !cn_moves_take(*final, text + 2)) cn_output_add(text, (size_t)(rest - text));
    } else if (cn_looks_are_known() && !has_line_drawing && end - text > 2 && memcmp(text, "\033(B", 3) == 0) {
      rest = text + 3;
    } else if (cn_looks_are_known() && !has_line_drawing && *text == '\017') {
      rest = text + 1;
    } else if (*text == '\r' || *text == '\b' || *text == '\n' || *text == '\t') {
      if (!moves || !cn_moves_take(*text, "")) cn_output_add(text, 1);
    } else if (final || *text == '\033' || (*text & 0xE0) == 0 || *text == 0x7F) {
      tell();
      cn_output_add(text, (size_t)(rest - text));
      // Erasing leaves the cursor where it is.
      if (!final || is_private || !memchr("JKX", *final, 3)) cn_moves_lose();
    } else {
      rest = text + write_character(text, end);
    }
    text = rest;
  }
  tell();
}

// Whether lines are scrolled, inserted or deleted, so that what a line feed does depends on more than the row.
static bool has_scrolling(const char *text, const char *end) {
  for (; text < end; text++) {
    if (*text != '\033') continue;
    const char *final = final_of(text, end);
    if (final ? memchr("rSTLM", *final, 5) != NULL : end - text > 1 && (text[1] == 'M' || text[1] == 'D')) return true;
  }
  return false;
}

// Where no rows are given the cursor's moves go out as they came.
void cn_shorten_frame(const void *bytes, size_t count, int rows, int columns) {
  cn_moves_begin(rows, columns);
  const char *end = (const char *)bytes + count;
  shorten(bytes, end, rows > 0 && !has_scrolling(bytes, end));
}
