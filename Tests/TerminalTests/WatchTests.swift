import Testing

/// The dashboard itself, as a person starts it.
@Suite(.serialized) struct WatchTests {
  @Test("Screens, overlays and Q answer their keys")
  func keys() throws { try pass("keys") }

  @Test("At the highest pace the clock stops behind the last rollout, and goes on where a person says so")
  func centuries() throws { try pass("centuries") }

  @Test("While a large fleet is built a bar fills, q ends the program, and other keys are kept")
  func progress() throws { try pass("progress") }

  @Test("Every size from 200x60 to 20x5 shows something useful, and none down to 1x1 ends the program")
  func sizes() throws {
    try pass("sizes")
    try pass("every-size")
  }

  @Test("Nine frames in ten take at most 1.25 times the bytes that their changed cells need")
  func fewBytes() throws { try pass("few-bytes") }

  @Test("After many frames nothing on the screen is stale")
  func nothingStale() throws { try pass("nothing-stale") }

  @Test("After a storm of 1000 changes of size the last frame is right")
  func resizeStorm() throws { try pass("resize-storm") }

  @Test("NO_COLOR sends no colour, and a locale that is not UTF-8 gets ASCII only")
  func colours() throws { try pass("colours-and-letters") }

  @Test("The theme follows what the terminal writes on, unless it is chosen")
  func grounds() throws { try pass("grounds") }

  @Test("Mouse: off at first; a click chooses, a second opens, the footer is keys, a drag goes through time")
  func mouse() throws { try pass("mouse") }

  @Test("y reaches the clipboard, or a file where the terminal takes none")
  func copy() throws { try pass("copy") }

  @Test("A dumb terminal gets the account line by line, without an escape")
  func plain() throws { try pass("plain") }

  @Test("A paste lands in the prompt and waits for Enter")
  func paste() throws { try pass("paste") }

  @Test("A mebibyte of noise is survived, and the next key is understood")
  func noise() throws { try pass("random-input") }

  @Test("A reader that never reads costs no memory, and gets the last frame when it reads again")
  func neverRead() throws { try pass("reader-that-never-reads") }

  @Test(
    "The terminal is given back after every one of the eleven endings",
    arguments: ["q", "ctrl-c", "int", "term", "hup", "quit", "tstp", "abrt", "ill", "segv", "kill"])
  func endings(_ ending: String) throws { try pass("end-\(ending)") }

  @Test(
    "It is given back after the rarer ones too",
    arguments: [
      "end-ctrl-z", "end-bus", "end-fpe", "end-trap", "end-kill-supervisor", "end-supervisor-term",
      "end-supervisor-hup", "end-supervisor-quit", "end-supervisor-segv", "closed-terminal",
    ])
  func rarerEndings(_ name: String) throws { try pass(name) }

  private func pass(_ name: String) throws { try expectPassing(name, script: "watch.py", program: "rolldeck") }
}
