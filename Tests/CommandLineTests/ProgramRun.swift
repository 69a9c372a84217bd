import Foundation
import TestSupport

/// A run of the built program to its end, with a state folder of its own.
struct ProgramRun {
  let status: Int32
  let output: String
  let complaints: String

  /// Runs a line of a shell in which `rolldeck` is the program and `here` an empty folder.
  init(_ line: String, here: URL) throws {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let (out, err) = (here.appending(path: "out"), here.appending(path: "err"))
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", "( \(line) ) >\"$here/out\" 2>\"$here/err\" </dev/null"]
    process.environment = [
      "PATH": "\(program.path()):/usr/bin:/bin", "here": here.path(), "XDG_STATE_HOME": here.path(),
      "LC_ALL": "C.UTF-8",
    ]
    process.currentDirectoryURL = here
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: try Data(contentsOf: out), as: UTF8.self)
    complaints = String(decoding: try Data(contentsOf: err), as: UTF8.self)
  }

  /// Runs a line in a new folder.
  static func once(_ line: String) throws -> ProgramRun {
    try ProgramRun(line, here: URL(filePath: try TemporaryFolder.make(), directoryHint: .isDirectory))
  }
}
