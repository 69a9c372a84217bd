/// What is open above a screen. One at a time; Esc closes it.
enum Overlay: Sendable, Equatable {
  case help(HelpState)
  /// From which line on it is shown.
  case why(top: Int)
  case dialog(Dialog)
  case prompt(Prompt)
  case tour(Int)
}

/// Where the reader of the help is.
struct HelpState: Sendable, Equatable {
  var top = 0
  var search = ""
  var isSearching = false
}
