// A few functions over ncurses and the terminal behind it. Nothing of <ncurses.h> shows here: its macros and variables
// do not import into Swift, and its several hundred plain names would crowd every file that imports this one.
//
// One screen a process, one thread. Functions that take no screen act on the open one.
#ifndef CNCURSES_H
#define CNCURSES_H

#include <stdbool.h>
#include <stdint.h>

// One column of a row. A scalar of width 2 is followed by a cell of width 0, which is only a place holder.
typedef struct {
  uint32_t scalar;
  uint32_t marks[4];   // combining marks, 0 where there is none
  uint8_t look;        // 0, or a number given to cn_set_color
  uint8_t attributes;  // CN_BOLD and so on
  uint8_t width;
} cn_cell;

enum { CN_BOLD = 1, CN_DIM = 2, CN_UNDERLINE = 4, CN_REVERSE = 8 };

typedef enum {
  CN_OPENED,
  CN_NOT_A_TERMINAL,    // standard input or output is none
  CN_UNKNOWN_TERMINAL,  // TERM is unset, dumb or not in the database
  CN_ALREADY_OPEN,
  CN_SYSTEM_ERROR,  // see errno
} cn_open_result;

typedef struct {
  int colors;         // 1, 8, 16, 256 ...; never more than asked for
  bool unicode;       // UTF-8 goes out; otherwise every byte is ASCII
  bool synchronized;  // a frame arrives in one piece even if it is read in several
  bool basic_font;    // a console with a few hundred glyphs
} cn_capabilities;

// Puts the terminal into raw mode on its alternate screen, catches signals and crashes and keeps back what is written to
// standard error. `color_limit` is 1 for no colours.
cn_open_result cn_open(int color_limit, bool mouse, cn_capabilities *capabilities);

// Gives the terminal back as it was found and shows what was kept back. Waits for a blocked terminal only briefly.
void cn_close(void);

void cn_size(int *rows, int *columns);

// How many columns the C library gives a scalar in the locale of the open screen.
int cn_scalar_width(uint32_t scalar);

// The foreground of a look, an index into the palette or -1 for the terminal's own. Looks count from 1.
void cn_set_color(int look, int foreground);

void cn_put_row(int row, const cn_cell *cells, int count);

// Makes the rows that were put so far part of the next frame, before the others. ncurses scrolls where three rows in
// succession moved alike; rows that are composed in turns are written in place.
void cn_compose(void);

// Whether rows that moved may be scrolled in the next frame. Without it moves of the cursor are shortened.
void cn_expect_scrolling(bool scrolls);

// Makes the next frame repaint everything.
void cn_forget_screen(void);

typedef enum {
  CN_SENT,     // nothing is left to write
  CN_BLOCKED,  // the terminal takes no more; what is left goes out by cn_push
  CN_GONE,     // there is no terminal any more
} cn_output;

// Writes what changed since the last frame, in one call as far as the terminal takes it. The cursor is hidden where a
// coordinate is negative. Must not be called while output is blocked.
cn_output cn_show(int cursor_row, int cursor_column);

// Writes what is left of the last frame.
cn_output cn_push(void);

enum { CN_INPUT = 1, CN_SIGNALLED = 2, CN_WRITABLE = 4, CN_INPUT_ENDED = 8 };

// Sleeps until there is something to do, but no longer than `milliseconds`, for ever if negative. A mask of the above.
int cn_wait(int milliseconds);

typedef enum { CN_NO_KEY, CN_SCALAR, CN_KEY } cn_key_kind;

enum {
  CN_KEY_UP = 1, CN_KEY_DOWN, CN_KEY_LEFT, CN_KEY_RIGHT, CN_KEY_SHIFT_LEFT, CN_KEY_SHIFT_RIGHT, CN_KEY_ENTER,
  CN_KEY_BACK_TAB, CN_KEY_BACKSPACE, CN_KEY_DELETE, CN_KEY_INSERT, CN_KEY_HOME, CN_KEY_END, CN_KEY_PAGE_UP,
  CN_KEY_PAGE_DOWN, CN_KEY_PASTE_BEGIN, CN_KEY_PASTE_END, CN_KEY_MOUSE, CN_KEY_ANSWER, CN_KEY_ANSWER_END,
  CN_KEY_OTHER, CN_KEY_FUNCTION = 100
};

// The next scalar or key without waiting. CN_KEY_MOUSE is only the start of a report, the rest follows as scalars; so is
// CN_KEY_ANSWER of an answer to cn_ask_background, which a BEL ends or CN_KEY_ANSWER_END.
cn_key_kind cn_read_key(uint32_t *value);

enum {
  CN_INTERRUPT = 1, CN_TERMINATE = 2, CN_HANGUP = 4, CN_QUIT = 8, CN_STOP = 16, CN_CONTINUE = 32, CN_RESIZE = 64
};

// The signals that came since the last call, a mask of the above. A resize is already carried out, and after a
// continuation the terminal is taken over again.
int cn_take_signals(void);

// False where the terminal reports no mouse.
bool cn_set_mouse(bool on);

// Asks the terminal for the colour of its ground; the answer comes as input, if it comes. False where no terminal of the
// kind would answer.
bool cn_ask_background(void);

// Puts text, in base64, on the terminal's clipboard by OSC 52. False where no terminal of the kind takes it.
bool cn_copy(const char *base64);

// Gives the terminal back, stops the process, and takes the terminal again once it is continued.
void cn_suspend(void);

// To be called first of all. If both standard streams are a terminal, starts this program once more as a child and
// stays behind as its supervisor: passes signals on, stops and continues with it, and puts the terminal in order
// should the child die without doing so, even of SIGKILL. Returns only where the program shall go on.
void cn_supervise(char *const arguments[]);

// Gives memory back that is free, and, while there is one thread, the pages of read-only mappings that are as their files
// have them: most of what a start touches is never looked at again.
void cn_give_back_memory(void);

// From now on blocks of a mebibyte and more have mappings of their own, so that each goes back as a whole once it is free.
void cn_map_large_blocks(void);

#endif
