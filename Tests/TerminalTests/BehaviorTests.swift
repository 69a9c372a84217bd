import Testing

/// What a person sees and types, judged by a strict terminal of our own on the other side.
@Suite(.serialized) struct BehaviorTests {
  @Test("The first frame is complete and hostile text is harmless")
  func firstPaint() throws { try expectPassing("first-paint") }

  @Test("Keys, pastes and the mouse arrive as what they are")
  func keys() throws { try expectPassing("keys") }

  @Test("Every size from 1x1 to 200x60 works, and after a storm of 1000 changes the last frame is right")
  func resizes() throws { try expectPassing("resizes") }

  @Test("NO_COLOR sends no colour, emphasis stays")
  func noColor() throws { try expectPassing("no-color") }

  @Test("A locale that is not UTF-8 gets ASCII only")
  func asciiOnly() throws { try expectPassing("ascii-only") }

  @Test("A UTF-8 locale that is not installed, or none at all, still shows UTF-8")
  func unknownLocale() throws { try expectPassing("unknown-locale") }

  @Test("Each kind of terminal gets what it can show")
  func terminals() throws { try expectPassing("terminals") }

  @Test("Where no screen can be shown the program is told why, and no escape is sent")
  func noTerminal() throws { try expectPassing("no-terminal") }

  @Test("A frame is one write")
  func oneWrite() throws { try expectPassing("one-write-a-frame") }

  @Test("Idle means no bytes and no wake-ups")
  func idle() throws { try expectPassing("idle") }

  @Test("A terminal nobody reads does not keep SIGTERM from ending the program")
  func blocked() throws { try expectPassing("reader-that-never-reads") }

  @Test("A mebibyte of noise is survived, and the next key is understood")
  func noise() throws { try expectPassing("random-input") }

  @Test("The terminal is asked what it writes on, and its answer is never left in the input")
  func background() throws { try expectPassing("background") }

  @Test("Text goes to the clipboard where there is one, and the caller is told where there is none")
  func clipboard() throws { try expectPassing("clipboard") }

  @Test("Standard error is kept back while the screen is up and shown afterwards")
  func standardError() throws { try expectPassing("errors-are-shown-after") }
}
