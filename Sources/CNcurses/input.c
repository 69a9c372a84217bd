#define _GNU_SOURCE
#if __has_include(<ncurses.h>)
#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include "internal.h"

#include <sys/ioctl.h>
#include <unistd.h>

WINDOW *cn_screen_keys(void);

static uint32_t name_of(wint_t code) {
  switch (code) {
  case KEY_UP: return CN_KEY_UP;
  case KEY_DOWN: return CN_KEY_DOWN;
  case KEY_LEFT: return CN_KEY_LEFT;
  case KEY_RIGHT: return CN_KEY_RIGHT;
  case KEY_SLEFT: return CN_KEY_SHIFT_LEFT;
  case KEY_SRIGHT: return CN_KEY_SHIFT_RIGHT;
  case KEY_ENTER: return CN_KEY_ENTER;
  case KEY_BTAB: return CN_KEY_BACK_TAB;
  case KEY_BACKSPACE: return CN_KEY_BACKSPACE;
  case KEY_DC: return CN_KEY_DELETE;
  case KEY_IC: return CN_KEY_INSERT;
  case KEY_HOME: return CN_KEY_HOME;
  case KEY_END: return CN_KEY_END;
  case KEY_PPAGE: return CN_KEY_PAGE_UP;
  case KEY_NPAGE: return CN_KEY_PAGE_DOWN;
  default: break;
  }
  if (code >= KEY_F0 && code <= KEY_F(63)) return CN_KEY_FUNCTION + (code - KEY_F0);
  if (code > KEY_MAX && code < KEY_MAX + CN_KEY_OTHER) return code - KEY_MAX;
  return CN_KEY_OTHER;
}

cn_key_kind cn_read_key(uint32_t *value) {
  WINDOW *keys = cn_screen_keys();
  const int tries = 4096;  // bytes that are no text, skipped in one go
  for (int attempt = 0; attempt < tries; attempt++) {
    wint_t code = 0;
    int kind = wget_wch(keys, &code);
    if (kind == KEY_CODE_YES && code == KEY_RESIZE) continue;  // our own doing: sizes come from the signal
    if (kind == KEY_CODE_YES) {
      *value = name_of(code);
      return CN_KEY;
    }
    if (kind == OK) {
      *value = (uint32_t)code;
      return CN_SCALAR;
    }
    int waiting = 0;
    if (ioctl(STDIN_FILENO, FIONREAD, &waiting) != 0 || waiting == 0) return CN_NO_KEY;
  }
  return CN_NO_KEY;
}

#else
#error "ncurses headers not found. On Debian/Ubuntu: sudo apt-get install libncurses-dev"
#endif
