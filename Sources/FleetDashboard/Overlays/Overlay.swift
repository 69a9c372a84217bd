/// What is open above a screen. One at a time; Esc closes it.
enum Overlay: Sendable, Equatable {
  case help(HelpState)
  case why
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
