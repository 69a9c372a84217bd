public import TextCanvas

/// What comes from outside: keys, signals, and the end.
public enum TerminalEvent: Hashable, Sendable {
  /// A key, a paste, the mouse, or a new size of the terminal.
  case key(Key)
  /// What the terminal writes on, answered to a question of our own; it may come late or never.
  case background(Ground)
  /// A signal another process or the terminal sent.
  case signal(TerminalSignal)
  /// The terminal is closed or will never send anything more. Told once; the program should end.
  case endOfInput
}

/// The signals a program on a terminal has to answer.
public enum TerminalSignal: Hashable, Sendable, CaseIterable {
  /// SIGINT: end. `^C` typed by a person is a key instead.
  case interrupt
  /// SIGTERM: end.
  case terminate
  /// SIGHUP: the terminal is gone; end.
  case hangUp
  /// SIGQUIT: end.
  case quit
  /// SIGTSTP: answer with `Terminal.suspend()`. `^Z` typed by a person is a key instead.
  case stop
  /// SIGCONT: the program runs again. The terminal has been taken over again and redrawn.
  case resumed

  /// What the process exits with when it ends because of the signal, `nil` for those that do not ask it to end.
  public var exitStatus: Int32? {
    switch self {
    case .interrupt: 128 + 2
    case .terminate: 128 + 15
    case .hangUp: 128 + 1
    case .quit: 128 + 3
    case .stop, .resumed: nil
    }
  }
}
