import Testing

/// Every way a program ends, with its supervisor and alone: the terminal is as it was before.
@Suite(.serialized) struct EndingTests {
  @Test(
    "The terminal is restored after every ending",
    arguments: [
      "end-q", "end-ctrl-c", "end-int", "end-term", "end-hup", "end-quit", "end-tstp", "end-abrt", "end-ill",
      "end-segv",
      "end-kill",
    ])
  func elevenEndings(name: String) throws {
    try expectPassing(name)
  }

  @Test(
    "Rarer endings restore it as well",
    arguments: [
      "end-bus", "end-fpe", "end-trap", "end-kill-supervisor", "end-ctrl-z", "end-tstp-group", "trap",
      "exit-without-closing", "closed-terminal",
    ])
  func rarerEndings(name: String) throws {
    try expectPassing(name)
  }

  @Test(
    "Without a supervisor only SIGKILL is not answered",
    arguments: [
      "alone-q", "alone-ctrl-c", "alone-int", "alone-term", "alone-hup", "alone-quit", "alone-tstp", "alone-abrt",
      "alone-ill", "alone-segv", "alone-bus", "alone-fpe", "alone-trap",
    ])
  func alone(name: String) throws {
    try expectPassing(name)
  }
}
