import Testing

/// Recordings as people see and share them: the past of a live run, a replay, casts.
@Suite(.serialized) struct RecordingScreenTests {
  @Test("The past of a live run is looked at while it goes on, and W goes on from there in a recording of its own")
  func past() throws { try pass("past") }

  @Test("A replay jumps to marks both ways, by name, and by the mouse")
  func replay() throws { try pass("replay") }

  @Test("A recording that was read to its end opens from its index, and without a damaged one as well")
  func index() throws { try pass("index") }

  @Test("Casts of both versions are lawful, last as long as asked, and show the dashboard")
  func casts() throws { try pass("casts") }

  @Test("A cast follows the sizes of the terminal on which the run was watched")
  func sizes() throws { try pass("cast-follows-sizes") }

  @Test("A span is written as text, table, stream and cast")
  func spans() throws { try pass("spans") }

  @Test("A way to another moment that a fork ends is no longer told, and the wish that came last is carried out")
  func journey() throws { try pass("journey") }

  @Test("A live run ends where a recording must, so that all of it can be replayed")
  func longest() throws { try pass("longest") }

  private func pass(_ name: String) throws { try expectPassing(name, script: "recordings.py", program: "rolldeck") }
}
