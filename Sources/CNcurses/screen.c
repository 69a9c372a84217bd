#define _GNU_SOURCE
#if __has_include(<ncurses.h>)
#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

enum { LONGEST_ROW = 1000 };

static SCREEN *screen;
static WINDOW *keys;
static FILE *wire, *source;
// ncurses writes a frame in dozens of pieces, so it writes into a file in memory and the frame goes out in one.
static int frame = -1;
static bool unicode, colored, has_own_colors, private_modes, mouse_on, cursor_shown;
static struct termios raw_mode, cooked_mode;
static cn_sequence reset;

WINDOW *cn_screen_keys(void) { return keys; }

// MARK: Opening and closing

static void send(cn_sequence sequence) {
  cn_output_add(sequence.bytes, sequence.count);
  cn_push();
}

static bool start_ncurses(void) {
  int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
  wire = out < 0 ? NULL : fdopen(out, "w");
  source = in < 0 ? NULL : fdopen(in, "r");
  frame = memfd_create("frame", MFD_CLOEXEC);
  if (!wire || !source || frame < 0) return false;
  use_env(FALSE);
  use_tioctl(TRUE);
  set_escdelay(25);
  screen = newterm(NULL, wire, source);
  if (!screen) return false;
  raw();
  noecho();
  nonl();
  typeahead(-1);
  // A pad, since reading keys through the screen's own window would refresh it.
  keys = newpad(1, 1);
  if (!keys) return false;
  keypad(keys, TRUE);
  nodelay(keys, TRUE);
  // Our own report of the mouse is the same on all terminals, that of the database is not.
  keyok(KEY_MOUSE, FALSE);
  define_key("\033[<", KEY_MAX + CN_KEY_MOUSE);
  // Both forms of a key, whichever mode the terminal is in.
  static const struct {
    const char *bytes;
    int code;
  } normal_forms[] = {{"\033[A", KEY_UP},   {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT},
                      {"\033[D", KEY_LEFT}, {"\033[H", KEY_HOME}, {"\033[F", KEY_END},
                      {"\033OA", KEY_UP},   {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT},
                      {"\033OD", KEY_LEFT}, {"\033OH", KEY_HOME}, {"\033OF", KEY_END},
                      // What tmux, screen and rxvt send, also where TERM says something else.
                      {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END}, {"\033[7~", KEY_HOME}, {"\033[8~", KEY_END}};
  for (size_t i = 0; i < sizeof normal_forms / sizeof normal_forms[0]; i++) {
    if (!key_defined(normal_forms[i].bytes)) define_key(normal_forms[i].bytes, normal_forms[i].code);
  }
  define_key("\033[200~", KEY_MAX + CN_KEY_PASTE_BEGIN);
  define_key("\033[201~", KEY_MAX + CN_KEY_PASTE_END);
  define_key("\033]", KEY_MAX + CN_KEY_ANSWER);
  define_key("\033\\", KEY_MAX + CN_KEY_ANSWER_END);
  cursor_shown = curs_set(0) == ERR;
  tcgetattr(STDIN_FILENO, &raw_mode);
  return dup2(frame, fileno(wire)) >= 0;
}

static void stop_ncurses(void) {
  if (screen) {
    endwin();
    if (keys) delwin(keys);
    delscreen(screen);
  }
  if (wire) fclose(wire);
  if (source) fclose(source);
  if (frame >= 0) close(frame);
  screen = NULL;
  keys = NULL;
  wire = source = NULL;
  frame = -1;
}

// Ignoring SIGTTOU, a process in the background could take the terminal from the shell; so it stops instead, unless
// it is asked to end. Whether it is in the foreground then.
static bool stop_while_in_background(void) {
  while (!cn_signals_ask_to_end()) {
    pid_t foreground = tcgetpgrp(STDIN_FILENO);
    if (foreground <= 0 || foreground == getpgrp()) return true;
    kill(getpid(), SIGSTOP);
  }
  return false;
}

static void close_at_exit(void) { cn_close(); }

static cn_open_result give_up(void) {
  int reason = errno;
  cn_rescue_restore();
  stop_ncurses();
  cn_rescue_ignore_crashes();
  cn_signals_close();
  cn_output_close();
  cn_rescue_show_errors();
  errno = reason;
  return CN_SYSTEM_ERROR;
}

cn_open_result cn_open(int color_limit, bool mouse, cn_capabilities *capabilities) {
  if (screen) return CN_ALREADY_OPEN;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CN_NOT_A_TERMINAL;
  const char *name = getenv("TERM");
  if (!name || !*name || strcmp(name, "dumb") == 0 || !cn_terminal_find()) return CN_UNKNOWN_TERMINAL;
  stop_while_in_background();
  if (tcgetattr(STDIN_FILENO, &cooked_mode) != 0) return CN_SYSTEM_ERROR;

  unicode = cn_terminal_choose_locale() && strncmp(name, "vt", 2) != 0;
  private_modes = cn_terminal_takes_private_modes(name);
  mouse_on = mouse;
  reset = cn_terminal_reset_sequence(private_modes);
  if (!cn_output_open()) return CN_SYSTEM_ERROR;
  // Before ncurses starts: it keeps its own handlers back where others are in place.
  if (!cn_signals_open()) {
    cn_output_close();
    return CN_SYSTEM_ERROR;
  }
  cn_rescue_arm(cn_output_tty(), &cooked_mode, &reset);
  cn_rescue_keep_errors();
  if (!cn_rescue_catch_crashes() || !start_ncurses()) return give_up();

  static bool registered;
  if (!registered) registered = atexit(close_at_exit) == 0;
  int colors = cn_terminal_colors();
  colored = color_limit > 1 && colors >= 8 && start_color() == OK;
  has_own_colors = colored && use_default_colors() == OK;
  send(cn_terminal_modes_sequence(private_modes, mouse_on));
  cn_screen_adopt_size();
  capabilities->colors = !colored ? 1 : colors < color_limit ? colors : color_limit;
  capabilities->unicode = unicode;
  capabilities->synchronized = private_modes;
  capabilities->basic_font = strncmp(name, "linux", 5) == 0;
  return CN_OPENED;
}

void cn_close(void) {
  if (!screen) return;
  cn_output_discard();
  cn_rescue_restore();
  stop_ncurses();
  cn_rescue_ignore_crashes();
  cn_signals_close();
  cn_output_close();
  cn_rescue_show_errors();
}

// MARK: Leaving for a while

// Not by endwin and a refresh: that resets the palette, and with it the colours a user has chosen.
void cn_screen_retake(void) {
  if (!stop_while_in_background()) return;
  tcsetattr(cn_output_tty(), TCSANOW, &raw_mode);
  cn_rescue_arm(cn_output_tty(), &cooked_mode, &reset);
  cn_output_discard();
  send(cn_terminal_enter_sequence(!cursor_shown));
  send(cn_terminal_modes_sequence(private_modes, mouse_on));
  clearok(curscr, TRUE);
}

void cn_suspend(void) {
  cn_output_discard();
  cn_rescue_restore();
  kill(getpid(), SIGSTOP);
  cn_screen_retake();
  cn_signals_after_stop();
}

// MARK: Size

bool cn_screen_adopt_size(void) {
  struct winsize size = {0};
  int rows = 24, columns = 80;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
    rows = size.ws_row;
    columns = size.ws_col;
  }
  if (columns > LONGEST_ROW) columns = LONGEST_ROW;
  if (rows > LONGEST_ROW) rows = LONGEST_ROW;
  if (!is_term_resized(rows, columns)) return false;
  resizeterm(rows, columns);
  clearok(curscr, TRUE);
  return true;
}

void cn_size(int *rows, int *columns) {
  *rows = getmaxy(stdscr);
  *columns = getmaxx(stdscr);
}

// MARK: Drawing

int cn_scalar_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void cn_set_color(int look, int foreground) {
  if (!colored) return;
  int ground = has_own_colors ? -1 : COLOR_BLACK;
  init_extended_pair(look, foreground < 0 && !has_own_colors ? COLOR_WHITE : foreground, ground);
}

static attr_t ncurses_attributes(uint8_t attributes) {
  attr_t result = A_NORMAL;
  if (attributes & CN_BOLD) result |= A_BOLD;
  if (attributes & CN_DIM) result |= A_DIM;
  if (attributes & CN_UNDERLINE) result |= A_UNDERLINE;
  if (attributes & CN_REVERSE) result |= A_REVERSE;
  return result;
}

// Where the locale sees another width than the caller, the columns of the caller hold: the cell shows question marks.
static bool is_drawable(const cn_cell *cell) {
  if (cell->scalar >= 0x20 && cell->scalar < 0x7F) return cell->width == 1;
  return unicode && wcwidth((wchar_t)cell->scalar) == cell->width;
}

void cn_put_row(int row, const cn_cell *cells, int count) {
  cchar_t line[LONGEST_ROW];
  int filled = 0;
  if (count > LONGEST_ROW) count = LONGEST_ROW;
  for (int i = 0; i < count; i++) {
    const cn_cell *cell = &cells[i];
    if (cell->width == 0) continue;
    bool drawable = is_drawable(cell);
    wchar_t text[CCHARW_MAX + 1] = {drawable ? (wchar_t)cell->scalar : L'?'};
    for (int mark = 0, end = 1; drawable && unicode && mark < 4 && cell->marks[mark]; mark++) {
      if (wcwidth((wchar_t)cell->marks[mark]) == 0 && end < CCHARW_MAX) text[end++] = (wchar_t)cell->marks[mark];
    }
    int pair = colored ? cell->look : 0;
    for (int repeat = drawable ? 1 : cell->width; repeat > 0; repeat--) {
      setcchar(&line[filled++], text, ncurses_attributes(cell->attributes), 0, &pair);
    }
  }
  mvwadd_wchnstr(stdscr, row, 0, line, filled);
}

void cn_forget_screen(void) { clearok(curscr, TRUE); }

bool cn_set_mouse(bool on) {
  if (!private_modes) return !on;
  if (on == mouse_on) return true;
  mouse_on = on;
  const char *modes = on ? cn_mouse_on : cn_mouse_off;
  cn_output_add(modes, strlen(modes));
  cn_push();
  return true;
}

bool cn_ask_background(void) {
  if (!private_modes) return false;
  cn_output_add("\033]11;?\033\\", 8);
  cn_push();
  return true;
}

// GNU screen keeps the sequence to itself; tmux, which often calls itself screen, passes it on.
static bool takes_clipboard(void) {
  const char *name = getenv("TERM");
  bool is_screen = name && strncmp(name, "screen", 6) == 0 && !getenv("TMUX");
  return private_modes && !is_screen;
}

bool cn_copy(const char *base64) {
  if (!takes_clipboard()) return false;
  cn_output_add("\033]52;c;", 7);
  cn_output_add(base64, strlen(base64));
  cn_output_add("\a", 1);
  return cn_push() != CN_GONE;
}

static bool expects_scrolling;

void cn_expect_scrolling(bool scrolls) { expects_scrolling = scrolls; }

void cn_compose(void) {
  leaveok(stdscr, TRUE);
  wnoutrefresh(stdscr);
  doupdate();
}

static void add_frame(const void *bytes, size_t count) {
  if (!private_modes) return cn_output_add(bytes, count);
  cn_shorten_frame(bytes, count, expects_scrolling ? 0 : getmaxy(stdscr), getmaxx(stdscr));
}

cn_output cn_show(int cursor_row, int cursor_column) {
  bool show_cursor = cursor_row >= 0 && cursor_column >= 0;
  leaveok(stdscr, !show_cursor);
  if (show_cursor) wmove(stdscr, cursor_row, cursor_column);
  if (show_cursor != cursor_shown && curs_set(show_cursor) != ERR) cursor_shown = show_cursor;
  wnoutrefresh(stdscr);
  doupdate();
  if (lseek(frame, 0, SEEK_CUR) <= 0) return CN_SENT;
  if (private_modes) cn_output_add("\033[?2026h", 8);
  if (!cn_output_add_file(frame, add_frame)) return CN_GONE;
  if (private_modes) cn_output_add("\033[?2026l", 8);
  return cn_push();
}

#else
#error "ncurses headers not found. On Debian/Ubuntu: sudo apt-get install libncurses-dev"
#endif
