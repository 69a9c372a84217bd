import Foundation
import Testing

/// The programs in `clients` against the built program, in short; docs/http.md says how to run them in earnest.
@Suite(.serialized) struct ClientProgramTests {
  private func expectPassing(_ script: String, _ arguments: [String]) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "clients/\(script)")
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "rolldeck")
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", script.path(), program.path()] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(said.suffix(4_000))")
  }

  @Test("500 hostile requests change nothing, break nothing, and are never answered with 5xx")
  func hostile() throws { try expectPassing("hostile.py", ["--count", "500"]) }

  @Test("Crowds, listeners that do not read and odd requests of every address keep nobody out and change nothing")
  func siege() throws {
    try expectPassing("siege.py", ["--connections", "500", "--requests", "200", "--seconds", "3", "--limit", "30"])
  }

  @Test("At the highest pace no time is used up while nothing is rolled out, and what clients order comes to its end")
  func idle() throws { try expectPassing("idle.py", []) }

  /// The limit is the life of an idle connection: speed is measured elsewhere, and no clock decides over a test.
  @Test("50 clients at once are answered while a rollout runs", arguments: ["serve", "watch"])
  func load(_ mode: String) throws {
    try expectPassing("load.py", ["--mode", mode, "--seconds", "3", "--limit-ms", "10000", "--frame-share", "0"])
  }
}
