// What the files of this module share.
#ifndef CNCURSES_INTERNAL_H
#define CNCURSES_INTERNAL_H

#include "cncurses.h"

#include <stddef.h>
#include <termios.h>

// Bytes that tell the terminal something.
typedef struct {
  char bytes[256];
  size_t count;
} cn_sequence;

// capabilities.c: what TERM and the locale say.
bool cn_terminal_find(void);
int cn_terminal_colors(void);
bool cn_terminal_has(const char *capability);
bool cn_terminal_choose_locale(void);
bool cn_terminal_takes_private_modes(const char *name);
cn_sequence cn_terminal_enter_sequence(bool hide_cursor);
cn_sequence cn_terminal_modes_sequence(bool private_modes, bool mouse);
extern const char *const cn_mouse_on;
extern const char *const cn_mouse_off;
cn_sequence cn_terminal_reset_sequence(bool private_modes);

// rescue.c: the way back, usable from a signal handler at any moment.
void cn_rescue_arm(int tty, const struct termios *cooked, const cn_sequence *reset);
void cn_rescue_restore(void);  // once; nothing if not armed
bool cn_rescue_catch_crashes(void);
void cn_rescue_ignore_crashes(void);
void cn_rescue_keep_errors(void);
void cn_rescue_show_errors(void);

// supervisor.c: what the supervisor would have to write if this process vanished.
void cn_supervisor_note(const cn_sequence *reset);
void cn_supervisor_clear(void);

// output.c: bytes for the terminal, never waiting for it.
bool cn_output_open(void);
void cn_output_close(void);
int cn_output_tty(void);
void cn_output_discard(void);
void cn_output_add(const void *bytes, size_t count);
bool cn_output_add_file(int file, void (*add)(const void *bytes, size_t count));
bool cn_output_is_blocked(void);

// shorten.c: a frame of ncurses in fewer bytes. Without `rows` the cursor's moves go out as they came: lines scroll.
void cn_shorten_frame(const void *bytes, size_t count, int rows, int columns);

// looks.c: the shortest change of looks. A sequence is taken from its start up to its last character.
bool cn_looks_are_known(void);
void cn_looks_take(const char *start, const char *final);
void cn_looks_tell(void);
void cn_looks_tell_for_blank(void);

// moves.c: the shortest move of the cursor.
void cn_moves_begin(int rows, int columns);
bool cn_moves_take(char final, const char *numbers);
void cn_moves_tell(void);
void cn_moves_advance(int width);
void cn_moves_lose(void);

// signals.c
bool cn_signals_open(void);
void cn_signals_close(void);
int cn_signals_take(void);
bool cn_signals_ask_to_end(void);
void cn_signals_after_stop(void);

// screen.c
void cn_screen_retake(void);
bool cn_screen_adopt_size(void);

#endif
