public import FleetModel
public import FleetSession

/// What the dashboard asks of the loop that runs it. It changes nothing but its own view by itself.
public enum DashboardRequest: Sendable, Equatable {
  /// End the program.
  case quit
  /// Give the terminal back to the shell for a while.
  case suspend
  /// Repaint everything.
  case redraw
  /// Let time pass, or stop it.
  case setRunning(Bool)
  /// Another pace.
  case setPace(Pace)
  /// Whether quiet stretches are skipped.
  case setSkipping(Bool)
  /// Stop, and go on by one event.
  case step
  /// Go back by one event: a replay stops and does; a live run goes on while its past is looked at.
  case stepBack
  /// Run until such an event happens, then stop.
  case runTo(RunTarget)
  /// Look at another moment. A live run shows its past without being disturbed, or runs on to what is still to come.
  case seek(Instant)
  /// Look at the moment that the pointer is dragged to, nil for the newest. Of several, only the last need be looked at.
  case scrub(to: Instant?)
  /// Look at the moment after an event, by its number from 1.
  case seekEvent(Int)
  /// Look at the next mark of a family, or at the one before.
  case goToMark(TimelineMark.Family, isNext: Bool)
  /// Look at the present of a live run again.
  case present
  /// Carry out a command.
  case command(Command)
  /// Carry out a command that was typed. The loop parses it and answers with `Dashboard.tell(_:)`.
  case commandText(String)
  /// Say what a typed command would do, by `Dashboard.preview(_:_:)`, or what is wrong with it, by `tell(_:)`.
  case previewText(String)
  /// Put a text where it can be pasted from.
  case copy(String, to: CopyPlace)
  /// At most so many frames a second.
  case setFrameRate(Int)
  /// Write a text to a file of this name in the working folder.
  case write(name: String, text: String)
  /// Report wheel, clicks and drags from now on, or no more.
  case setMouse(Bool)
  /// Write what happened in a span of time to a file.
  case export(SpanExport)
  /// Leave the replay, or the present, and go on live from this moment with the same seed.
  case fork
}

/// What the loop says about a request.
public enum DashboardReply: Sendable, Equatable {
  /// It was done; what to show, if anything.
  case done(String)
  /// It was not possible; a sentence.
  case refused(String)
  /// Something that nobody asked for by a key or a command did not work; a sentence.
  case trouble(String)
  /// A typed command could not be read: what is wrong, and at which character from 1; and whether it is still being typed.
  case notUnderstood(String, column: Int, isTyping: Bool = false)
}
