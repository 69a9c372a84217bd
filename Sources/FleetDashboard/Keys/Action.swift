/// What a key can mean. One meaning per key per screen; the key table says which keys.
public enum Action: String, Sendable, Equatable, CaseIterable {
  case up, down, left, right, pageUp, pageDown, first, last
  case open, back, nextPane, previousPane, zoom
  case world, region, machine, catalogue, events, timeline
  case runOrStop, step, stepBack, faster, slower, realTime, runTo, jump, skipQuiet
  case farBack, farOn, spanStart, spanEnd
  case nextRollout, mark, previousMark, nextMark, previousOwnMark, nextOwnMark, previousFailure, nextFailure, fork
  case faults, automatic, publish, retry, control
  case why, command, filter, nextMatch, previousMatch, sort, sortReverse
  case follow, levels
  case copy, write, theme, glyphs, mouse, redraw, suspend, help, quit, quitAtOnce
}
