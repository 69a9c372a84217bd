import CNcurses

/// A second process that outlives the program by a moment to put the terminal in order, even after SIGKILL.
public enum Supervisor {
  /// To be called before anything else, while the process has one thread. On a terminal the program is started once
  /// more as a child and this call never returns in the parent, which passes signals on, stops and continues with the
  /// child, and exits with its status, or with 128 and the number of the signal that ended it. It returns in the
  /// child, and where there is no terminal to look after. Killing the parent sends SIGTERM to the child.
  public static func superviseIfNeeded() {
    cn_supervise(CommandLine.unsafeArgv)
  }
}
