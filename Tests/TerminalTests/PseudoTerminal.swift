import Foundation
import Testing

/// Runs one case of a script in `pty` against a program beside this test program.
func expectPassing(
  _ name: String, script: String = "check.py", program: String = "TerminalProbe",
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "pty/\(script)")
  let probe = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    .appending(path: program)
  let output = Pipe()
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["python3", script.path(), probe.path(), name]
  process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = output
  process.standardError = output
  try process.run()
  let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
  process.waitUntilExit()
  #expect(process.terminationStatus == 0, "\(name): \(said.suffix(4000))", sourceLocation: sourceLocation)
}
