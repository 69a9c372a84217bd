import Testing

/// The dashboard itself, as a person starts it.
@Suite(.serialized) struct WatchTests {
  @Test("Screens, overlays and Q answer their keys")
  func keys() throws { try pass("keys") }

  @Test("Every size from 200x60 to 20x5 shows something useful")
  func sizes() throws { try pass("sizes") }

  @Test("NO_COLOR sends no colour, and a locale that is not UTF-8 gets ASCII only")
  func colours() throws { try pass("colours-and-letters") }

  @Test("A dumb terminal gets the account line by line, without an escape")
  func plain() throws { try pass("plain") }

  @Test("The terminal is given back after every ending", arguments: ["term", "hup", "int", "kill", "segv"])
  func endings(_ ending: String) throws { try pass("end-\(ending)") }

  private func pass(_ name: String) throws { try expectPassing(name, script: "watch.py", program: "rolldeck") }
}
