import FleetFiles
public import FleetModel
public import FleetSession

/// A recording that was read: a session that can be run again.
public struct Recording: Sendable {
  /// The file it came from, as the person named it.
  public let file: String
  /// What was in it.
  public let contents: JournalContents
  /// The bytes of the fleet file; nil if they are not at hand.
  let fleetBytes: [UInt8]?

  /// The first line.
  public var header: JournalHeader { contents.header }

  /// Reads a recording by its name in a folder, or by a path.
  ///
  /// - Parameter fleet: the path of the fleet file, for a recording of a large fleet that came without it.
  public static func read(
    _ name: String, in folder: RecordingFolder, fleet: String? = nil
  ) throws(RecordingFailure) -> Recording {
    let file = try folder.locate(name)
    let bytes = try FileContent.read(file, limit: RecordingLimit.fileBytes)
    let contents: JournalContents
    do {
      contents = try JournalReader.read(bytes)
    } catch {
      throw .fault(file, error)
    }
    let beside = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    let fleetBytes = try FleetStore.bytes(
      of: contents.header, file: file, given: fleet, folders: [beside, folder.path])
    return Recording(file: file, contents: contents, fleetBytes: fleetBytes)
  }

  /// The plan that the session began with. The same text and seed are the same plan. `progress` is told now and then
  /// how many of all VMs are built.
  public func plan(
    progress: (_ built: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(RecordingFailure) -> FleetPlan {
    guard let fleetBytes else {
      throw .fleet(
        file, "it is too large to be part of the recording, and its file is not beside it; name it with --fleet")
    }
    var plan: FleetPlan
    do {
      plan = try FleetFile.load(bytes: fleetBytes, file: header.fleet.name, seed: header.seed, progress: progress)
      if let script = header.script {
        plan.add(script: try Script.parse(script, file: "script of the recording", fleet: plan.fleet))
      }
    } catch {
      throw .fleet(file, "this version cannot read it: \(error)")
    }
    guard header.hasPolicy(plan.fleet.policy) else {
      throw .fleet(file, "this version reads another policy from it than the one that was recorded")
    }
    return plan
  }

  /// What a replay goes through: commands and checkpoints, up to the first gap.
  public var steps: [ReplayStep] { ReplayStep.steps(of: contents.entries) }

  /// The batches that were decided, as far as they were recorded.
  public var decisions: [RecordedBatch] {
    contents.entries.flatMap { entry -> [RecordedBatch] in
      if case .batches(let batches) = entry.record { batches } else { [] }
    }
  }

  /// The sizes of the terminal on which the session was watched, as far as they were recorded.
  public var sizes: [RecordedSize] {
    contents.entries.compactMap { if case .size(let size) = $0.record { size } else { nil } }
  }

  /// How far in simulated time the recording can be replayed.
  public var end: Instant {
    var end: Instant = 0
    for entry in contents.entries {
      if let time = entry.record.time { end = max(end, time) }
      if case .gap = entry.record { break }
    }
    return end
  }

  /// The gap that ends what can be replayed, if there is one.
  public var gap: RecordedGap? {
    for entry in contents.entries { if case .gap(let gap) = entry.record { return gap } }
    return nil
  }

  /// Whether a line fails that the end of the file does not explain. The torn tail of an interrupted run is no damage.
  public var isDamaged: Bool { contents.fault.map { $0.kind != .tornTail } ?? false }

  /// How many commands can be replayed.
  public var commandCount: Int { steps.count { if case .command = $0.what { true } else { false } } }
}

extension FleetPlan {
  /// Adds timed commands behind those of the fleet's own scenario at the same time.
  public mutating func add(script: [TimedCommand]) {
    var merged: [TimedCommand] = []
    var rest = script[...]
    for command in scenario {
      while let first = rest.first, first.at < command.at {
        merged.append(first)
        rest.removeFirst()
      }
      merged.append(command)
    }
    scenario = merged + rest
  }
}

/// One thing that a replay does at a time.
public struct ReplayStep: Sendable {
  /// When, in simulated time.
  public let time: Instant
  /// The line of the recording, from 1; 0 for a step that is not from a file.
  public let line: Int
  /// What.
  public let what: What

  /// A command to give, or a digest to compare.
  public enum What: Sendable {
    /// A command as text.
    case command(String, CommandSource)
    /// A command as a value.
    case given(Command, CommandSource)
    /// How many events there must have been, and the digest they must give.
    case checkpoint(events: Int, digest: Digest)
  }

  /// A command that was given to a live session.
  public init(at time: Instant, _ command: Command, by source: CommandSource) {
    self.init(time: time, line: 0, what: .given(command, source))
  }

  init(time: Instant, line: Int, what: What) {
    self.time = time
    self.line = line
    self.what = what
  }

  static func steps(of entries: [JournalContents.Entry]) -> [ReplayStep] {
    var steps: [ReplayStep] = []
    for entry in entries {
      switch entry.record {
      case .command(let command):
        steps.append(ReplayStep(time: command.time, line: entry.line, what: .command(command.text, command.source)))
      case .checkpoint(let point):
        steps.append(
          ReplayStep(
            time: point.time, line: entry.line, what: .checkpoint(events: point.events, digest: point.digest)))
      case .end(let end):
        steps.append(
          ReplayStep(time: end.time, line: entry.line, what: .checkpoint(events: end.events, digest: end.digest)))
      case .gap: return steps
      case .batches, .size, .lost: break
      }
    }
    return steps
  }
}
