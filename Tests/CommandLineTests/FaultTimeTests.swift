import Testing

/// Faults injected several times: what their VM reports, told by whole runs.
@Suite(.serialized) struct FaultTimeTests {
  /// What a VM's health was told to be, and when (ms), under these commands.
  private func health(_ commands: [String], until: String) throws -> [String] {
    let run = try ProgramRun.once(
      """
      printf 'name: one\\nregions: [westeurope]\\nsubscriptions: [p]\\nvirtualMachines: [{name: v}]\\n' > one.yaml
      printf '%s\\n' \(commands.map { "'\($0)'" }.joined(separator: " ")) > one.script
      rolldeck simulate one.yaml --script one.script --until \(until) --events one.events >/dev/null
      sed -n 's/.*"health":"\\([a-z]*\\)","k":"health".*"t":\\([0-9]*\\).*/\\2 \\1/p' one.events
      """)
    #expect(run.status == 0, "\(run.complaints)")
    return run.output.split(separator: "\n").map(String.init)
  }

  @Test("A fault injected twice for a time is over when the later of its ends has come, whichever was injected first")
  func union() throws {
    let longer = ["60000 unhealthy", "3900000 healthy"]
    #expect(
      try health(["at 1m break unhealthy all for=10m", "at 5m break unhealthy all for=1h"], until: "2h") == longer)
    #expect(
      try health(["at 1m break unhealthy all for=64m", "at 5m break unhealthy all for=10m"], until: "2h") == longer)
  }

  @Test("A fault injected until it is mended outlasts the ends of others of its kind")
  func lasting() throws {
    for commands in [
      ["at 1m break unhealthy all", "at 5m break unhealthy all for=10m", "at 65m mend all"],
      ["at 1m break unhealthy all for=10m", "at 5m break unhealthy all", "at 65m mend all"],
    ] {
      #expect(try health(commands, until: "2h") == ["60000 unhealthy", "3900000 healthy"])
    }
  }

  @Test("What was mended stays so until it is injected again; ends of before don't count")
  func mended() throws {
    let commands = [
      "at 1m break unhealthy all for=10m", "at 1m break unhealthy all for=20m", "at 5m mend all",
      "at 6m break unhealthy all for=1h",
    ]
    #expect(
      try health(commands, until: "2h")
        == ["60000 unhealthy", "300000 healthy", "360000 unhealthy", "3960000 healthy"])
  }

  @Test("Flapping that is injected again before its next change goes on once a minute")
  func flapping() throws {
    let commands = ["at 1m break flapping all for=90s", "at 2m45s break flapping all for=150s"]
    let changes = try health(commands, until: "1h").compactMap { Int($0.prefix { $0 != " " }) }
    #expect(changes.last! <= 315_000)
    #expect(zip(changes, changes.dropFirst()).filter { $1 - $0 < 60_000 }.count <= 2, "\(changes)")
  }
}
