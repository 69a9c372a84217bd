import FleetModel
import FleetSession
import Foundation
import Testing

@testable import SessionRecordings

/// Recordings of every format that was ever released, kept for ever.
///
/// `ROLLDECK_UPDATE_GOLDENS=1 swift test --filter GoldenTests` writes those of the present format anew; needed, on
/// purpose, whenever the engine comes to other states than before.
@Suite(.serialized) struct GoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  private static let isUpdating = ProcessInfo.processInfo.environment["ROLLDECK_UPDATE_GOLDENS"] == "1"
  private static let mend: Comment =
    "if the engine changed on purpose: ROLLDECK_UPDATE_GOLDENS=1 swift test --filter GoldenTests"

  private static let makers = GoldenStory.all

  @Test("the present format is written byte for byte as it was", arguments: makers.map(\.name))
  func written(name: String) throws {
    let bytes = try #require(Self.makers.first { $0.name == name }).make()
    let file = Self.folder.appending(path: name + RecordingFolder.suffix)
    if Self.isUpdating { try Data(bytes).write(to: file) }
    #expect(Data(bytes) == (try Data(contentsOf: file)), Self.mend)
  }

  @Test("there are twenty golden recordings of the present format")
  func count() { #expect(Self.makers.count == 20 && Set(Self.makers.map(\.name)).count == 20) }

  @Test("every golden recording replays to its digests")
  func replayed() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(RecordingFolder.suffix) }.sorted()
    #expect(files.count >= Self.makers.count)
    for file in files {
      let recording = try Recording.read(Self.folder.appending(path: file).path, in: .standard)
      #expect(recording.contents.fault.map { $0.kind == .tornTail || file.contains("corrupt") } ?? true, "\(file)")
      var playback = Playback(recording, plan: try recording.plan())
      do { try playback.advance(to: recording.end) } catch { Issue.record("\(file): \(error)") }
      #expect(playback.agreed == recording.steps.count - recording.commandCount, "\(file)")
      #expect(DecisionCheck.firstDifference(recording, plan: try recording.plan()) == nil, "\(file)")
    }
  }

  @Test("together they hold every kind of command, and of record")
  func variety() throws {
    var verbs: Set<Substring> = []
    var kinds: Set<String> = []
    for maker in Self.makers {
      let bytes = Array(try Data(contentsOf: Self.folder.appending(path: maker.name + RecordingFolder.suffix)))
      let contents = try read(bytes)
      for entry in contents.entries {
        if case .command(let command) = entry.record { verbs.insert(command.text.split(separator: " ")[0]) }
      }
      kinds.formUnion(Scene.kinds(bytes))
    }
    #expect(verbs.count == 22, "\(verbs.sorted())")
    #expect(kinds == ["Head", "Cmd", "check", "batches", "Gap", "lost", "size", "End"])
  }
}
