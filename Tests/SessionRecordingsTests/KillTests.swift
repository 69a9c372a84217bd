import Foundation
import TestSupport
import Testing

@testable import SessionRecordings

/// `ROLLDECK_KILLS=1000 swift test --filter KillTests` is the long form.
@Suite struct KillTests {
  private static let kills = ProcessInfo.processInfo.environment["ROLLDECK_KILLS"].flatMap { Int($0) } ?? 12

  @Test("SIGKILL at any moment: every acknowledged command is in the recording, which replays")
  func kill() throws {
    let directory = try TemporaryFolder.make()
    let folder = RecordingFolder(path: directory + "/recordings")
    var generator = SystemRandomNumberGenerator()
    for round in 0..<Self.kills {
      let delay = UInt32.random(in: 1_000...60_000, using: &generator)
      let acknowledged = try killed(after: delay, folder.path, "round-\(round)")
      guard acknowledged > 0 || (try? folder.file(of: "round-\(round)")).map(FileManager.default.fileExists) == true
      else { continue }
      let recording: Recording
      do {
        recording = try Recording.read("round-\(round)", in: folder)
      } catch {
        // Killed before the header was whole; nothing was acknowledged.
        #expect(acknowledged == 0, "delay \(delay): \(error)")
        continue
      }
      #expect(recording.contents.fault.map { $0.kind == .tornTail } ?? true)
      #expect(recording.commandCount >= acknowledged, "delay \(delay)")
      var playback = Playback(recording, plan: try recording.plan())
      try playback.advance(to: recording.end)
    }
  }

  /// Runs the probe for so many microseconds after its first sign of life; how many commands it acknowledged.
  private func killed(after delay: UInt32, _ folder: String, _ name: String) throws -> Int {
    let process = Process()
    process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "RecordingProbe")
    process.arguments = [folder, name]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var said = output.fileHandleForReading.availableData
    usleep(delay)
    Foundation.kill(process.processIdentifier, SIGKILL)
    said += output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return said.split(separator: 10).count - (said.last == 10 || said.isEmpty ? 0 : 1)
  }
}
