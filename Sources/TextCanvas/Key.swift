/// One thing a person did at the terminal, as the screens see it.
public enum Key: Hashable, Sendable {
  /// A printable character, the space included.
  case character(Character)
  /// A letter, lower case, pressed with Control; `^C` is `.control("c")`.
  case control(Character)
  /// A function key, from 1.
  case function(Int)
  /// Arrow keys.
  case up, down, left, right
  /// Left and right arrow with Shift.
  case shiftLeft, shiftRight
  /// Return or Enter.
  case enter
  /// Escape alone.
  case escape
  /// Tab, and Tab with Shift.
  case tab, backTab
  /// Keys that edit a line.
  case backspace, delete, insert
  /// To the first or the last.
  case home, end
  /// One screen up or down.
  case pageUp, pageDown
  /// The mouse wheel turned over a cell; only while the mouse is on.
  case wheelUp(row: Int, column: Int), wheelDown(row: Int, column: Int)
  /// The left button pressed on a cell; only while the mouse is on.
  case click(row: Int, column: Int)
  /// The pointer moved to a cell with the left button held since a click; only while the mouse is on.
  case drag(row: Int, column: Int)
  /// The left button let go over a cell; only while the mouse is on.
  case release(row: Int, column: Int)
  /// A bracketed paste in one piece. It is text to insert in a prompt, never keys to obey.
  case paste(String)
  /// The terminal has a new size.
  case resize(width: Int, height: Int)
}
