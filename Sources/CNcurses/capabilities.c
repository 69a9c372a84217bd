#define _GNU_SOURCE
#if __has_include(<ncurses.h>)
#include "internal.h"

#include <ncurses.h>
// Its macros take everyday words such as columns: last, and in this file only.
#include <term.h>

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool cn_terminal_find(void) {
  int found = 0;
  return setupterm(NULL, STDOUT_FILENO, &found) == OK;
}

int cn_terminal_colors(void) { return tigetnum("colors"); }

bool cn_terminal_has(const char *capability) {
  const char *text = tigetstr(capability);
  return text && text != (const char *)-1;
}

static const char *locale_name(void) {
  for (int i = 0; i < 3; i++) {
    const char *value = getenv((const char *[]){"LC_ALL", "LC_CTYPE", "LANG"}[i]);
    if (value && *value) return value;
  }
  return NULL;
}

// UTF-8 if that is what the user has, or if nothing is said at all; a UTF-8 locale that is not installed counts too.
bool cn_terminal_choose_locale(void) {
  const char *name = locale_name();
  bool wants_utf8 = !name || strcasestr(name, "UTF-8") || strcasestr(name, "UTF8");
  setlocale(LC_CTYPE, "");
  if (!wants_utf8) return false;
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool begins_with(const char *text, const char *const *beginnings) {
  for (; *beginnings; beginnings++) {
    if (strncmp(text, *beginnings, strlen(*beginnings)) == 0) return true;
  }
  return false;
}

// Those that take xterm's private modes, or pass over the ones they do not know.
bool cn_terminal_takes_private_modes(const char *name) {
  return begins_with(
      name, (const char *[]){"xterm", "tmux", "screen", "alacritty", "foot", "kitty", "wezterm", "ghostty", "contour",
                             "rio", "iterm", "konsole", "gnome", "vte", "st-", "rxvt", NULL});
}

static void append(cn_sequence *sequence, const char *text) {
  size_t count = text ? strlen(text) : 0;
  if (sequence->count + count > sizeof sequence->bytes) return;
  memcpy(sequence->bytes + sequence->count, text ? text : "", count);
  sequence->count += count;
}

// A capability of the terminal without its padding, which only lines of long ago need.
static void append_capability(cn_sequence *sequence, const char *name) {
  const char *text = tigetstr(name);
  if (!text || text == (const char *)-1) return;
  while (*text && sequence->count < sizeof sequence->bytes) {
    const char *padding_end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (padding_end) {
      text = padding_end + 1;
    } else {
      sequence->bytes[sequence->count++] = *text++;
    }
  }
}

cn_sequence cn_terminal_reset_sequence(bool private_modes) {
  cn_sequence sequence = {.count = 0};
  if (private_modes) append(&sequence, "\033[?2026l\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?1004l\033[r");
  append_capability(&sequence, "rmkx");
  append_capability(&sequence, "sgr0");
  append_capability(&sequence, "op");
  append_capability(&sequence, "cnorm");
  append_capability(&sequence, "rmcup");
  return sequence;
}

cn_sequence cn_terminal_enter_sequence(bool hide_cursor) {
  cn_sequence sequence = {.count = 0};
  append_capability(&sequence, "smcup");
  append_capability(&sequence, "smkx");
  if (hide_cursor) append_capability(&sequence, "civis");
  return sequence;
}

// Presses, releases and, where the terminal knows the second mode, motion with a button held; in the form of the third.
const char *const cn_mouse_on = "\033[?1000h\033[?1002h\033[?1006h";
const char *const cn_mouse_off = "\033[?1002l\033[?1000l\033[?1006l";

cn_sequence cn_terminal_modes_sequence(bool private_modes, bool mouse) {
  cn_sequence sequence = {.count = 0};
  if (private_modes) append(&sequence, "\033[?2004h");
  if (private_modes && mouse) append(&sequence, cn_mouse_on);
  return sequence;
}

#else
#error "ncurses headers not found. On Debian/Ubuntu: sudo apt-get install libncurses-dev"
#endif
