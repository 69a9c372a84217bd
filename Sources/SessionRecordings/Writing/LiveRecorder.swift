import FleetFiles
public import FleetModel
public import FleetSession
import RolloutOrchestrator

/// Records a session while it runs. Wall times are milliseconds of a clock that only goes forward.
///
///     var recorder = try LiveRecorder(name: "night", in: .standard, header, fleet: bytes, wall: now)
///     try session.submit(command, by: .key)
///     recorder.record(command, by: .key, in: session, wall: now)   // in the file when it returns true
///     recorder.note(events, session, wall: now)                    // what `takeEvents` gave
///     recorder.tick(session.mark, wall: now)                       // about ten times a second
///     recorder.finish("quit", session.mark)
public struct LiveRecorder {
  /// The recording's name in its folder.
  public let name: String
  /// What the recording begins with.
  public let header: JournalHeader

  private let writer: JournalWriter
  private let startedAt: Int64
  private var lastSync: Int64
  private var lastRetry: Int64
  private var lastEvents = 0
  private var nextHour: Instant = Span.hour
  private var decisions = 0
  private var size: (width: Int, height: Int)?
  private var isSizeDue = false
  private var failure: String?
  /// The folder as long as the name of the new file in it is not safe.
  private var unsafeFolder: RecordingFolder?
  private var folderFailure: SystemFailure?

  private static let syncEvery: Int64 = 1_000
  private static let retryEvery: Int64 = 5_000
  private static let eventsPerCheckpoint = 50_000

  /// Begins a recording. Throws if it cannot be begun; the session may run all the same.
  ///
  /// - Parameters:
  ///   - fleet: the bytes of the fleet file, of which a copy is kept if the header does not hold them.
  ///   - wall: now.
  ///   - gathersDecisions: whether decisions and checkpoints wait up to a second, or for the next command, so that many are
  ///     written at once. A process that is killed then loses so many of them, and no command.
  public init(
    name: String, in folder: RecordingFolder, _ header: JournalHeader, fleet: [UInt8], wall: Int64,
    gathersDecisions: Bool = false
  ) throws(RecordingFailure) {
    let file = try folder.file(of: name)
    try folder.make()
    try FleetStore.keep(fleet, of: header, in: folder)
    writer = try JournalWriter(
      creating: file, name: name, header: header, gathersDecisions: gathersDecisions, calls: folder.calls)
    self.name = name
    self.header = header
    (startedAt, lastSync, lastRetry) = (wall, wall, wall)
    unsafeFolder = folder
    // What gathers waits for nothing at first, neither for its header nor for its name.
    if !gathersDecisions { synchronizeFolder() }
  }

  /// Makes the name of the new file safe, as its content is.
  private mutating func synchronizeFolder() {
    guard let folder = unsafeFolder else { return }
    unsafeFolder = nil
    let descriptor = folder.calls.open(folder.path, .folder)
    guard descriptor >= 0 else { return folderFailure = SystemFailure(descriptor) }
    defer { folder.calls.close(descriptor) }
    let result = folder.calls.synchronize(descriptor)
    if result < 0 { folderFailure = SystemFailure(result) }
  }

  /// What the status line says: that it records, and what is wrong with that. Between two syncs nothing is: commands are
  /// synced when they are given, and all else follows from them.
  public var status: String { trouble ?? (omission.map { "REC again; \($0)" } ?? "REC") }

  /// What could not be written and was admitted in the recording; nil if nothing was.
  private var omission: String? {
    if writer.hasGap { return "commands could not be recorded" }
    guard writer.lostDecisions > 0 else { return nil }
    return "\(Quantity.count(writer.lostDecisions, "decision")) could not be recorded"
  }

  /// What must be said of the recording of a run that is over; nil if all of it is there and safe.
  public var shortfall: String? {
    if !isWhole { return "the recording is not whole: \(trouble ?? omission ?? status)" }
    return trouble.map { "the recording is not safe: \($0)" } ?? omission
  }

  /// What is wrong with it and must be said as long as it lasts; nil while all is well.
  public var trouble: String? {
    if let failure { return "REC stopped: \(failure)" }
    if case .stopped(let why) = writer.state { return "REC stopped: \(why)" }
    return (writer.syncFailure ?? folderFailure).map { "REC unsynced: \($0)" }
  }

  /// Whether the footer was written and nothing is missing before it.
  public var isWhole: Bool { failure == nil && writer.state == .finished && !writer.hasGap }

  /// Whether everything so far is in the file.
  public var isRecording: Bool { failure == nil && writer.state == .recording }

  /// Writes a command that the session has just carried out. When it returns true the command survives the death of this
  /// process; false means that it is not in the recording, and the status says why.
  ///
  /// - Parameter isLast: false if more commands follow at once: the last of them, or `synchronize`, waits for the medium
  ///   for all of them.
  @discardableResult
  public mutating func record(
    _ command: Command, by source: CommandSource, in session: Session, wall: Int64, isLast: Bool = true
  ) -> Bool {
    guard failure == nil else { return false }
    guard let text = RecordedText.exactText(command, session.fleet) else {
      failure = "a command could not be put into words"
      return false
    }
    let record = RecordedCommand(time: session.now, wall: elapsed(wall), source: source, text: text)
    let isWritten = writer.append(.command(record))
    checkpoint(session.mark, wall)
    if isLast { synchronize(wall: wall) }
    return isWritten
  }

  /// Waits until all commands so far are on the medium.
  public mutating func synchronize(wall: Int64) {
    writer.synchronize()
    synchronizeFolder()
    lastSync = wall
  }

  /// Writes the batches among events that the session told. `session` is as it is after them.
  public mutating func note(_ events: [SessionEvent], _ session: Session) {
    var batches: [StartedBatch] = []
    for event in events {
      guard case .rollout(.batchStarted(let batch)) = event.what else { continue }
      batches.append(.of(batch, at: event.time, session.fleet))
    }
    note(batches, session)
  }

  /// Writes batches that the session started. `session` is as it is after them.
  public mutating func note(_ batches: [StartedBatch], _ session: Session) {
    guard failure == nil, !batches.isEmpty else { return }
    let room = max(0, RecordingLimit.decisions - decisions)
    writer.append(batches.prefix(room), session.fleet)
    decisions += batches.count
  }

  /// The end of the next simulated hour in which something may happen, given the session's next instant; a headless loop
  /// that stops there makes the same checkpoints each time.
  public mutating func nextCheckpoint(after next: Instant?) -> Instant {
    if let next, next > nextHour { nextHour = Self.hour(after: next - 1) }
    return nextHour
  }

  /// Takes note of the terminal's size, which `tick` writes; of many in a row, as while a window is pulled, the last.
  public mutating func show(width: Int, height: Int) {
    let sides = 1...RecordingLimit.terminalSide
    guard sides.contains(width), sides.contains(height), size.map({ $0 != (width, height) }) ?? true else { return }
    size = (width, height)
    isSizeDue = true
  }

  /// Writes what is due: the terminal's size, checkpoints, a sync each second, a new try every five seconds after a failure.
  /// `mark` says where the session stands.
  public mutating func tick(_ mark: SessionMark, wall: Int64) {
    guard failure == nil else { return }
    let isHour = mark.time >= nextHour
    if isHour { nextHour = Self.hour(after: mark.time) }
    if mark.events - lastEvents >= Self.eventsPerCheckpoint || isHour && mark.events > lastEvents {
      checkpoint(mark, wall)
    }
    if isSizeDue, let size {
      isSizeDue = false
      writer.append(
        .size(RecordedSize(time: mark.time, wall: elapsed(wall), columns: size.width, rows: size.height)))
    }
    if case .stopped = writer.state, wall - lastRetry >= Self.retryEvery {
      lastRetry = wall
      writer.retry()
    }
    if wall - lastSync >= Self.syncEvery { synchronize(wall: wall) }
  }

  /// Writes the footer and closes the file. `reason` is one of the event stream's: until, quit, idle or error.
  /// `mark` says where the session stands.
  public mutating func finish(_ reason: String, _ mark: SessionMark) {
    if decisions > RecordingLimit.decisions {
      writer.append(.lost(decisions: decisions - RecordingLimit.decisions))
    }
    writer.finish(time: mark.time, reason: reason, events: mark.events, digest: mark.digest)
    synchronizeFolder()
  }

  private mutating func checkpoint(_ mark: SessionMark, _ wall: Int64) {
    lastEvents = mark.events
    writer.append(
      .checkpoint(
        RecordedCheckpoint(time: mark.time, wall: elapsed(wall), events: mark.events, digest: mark.digest)))
  }

  private func elapsed(_ wall: Int64) -> Int64 { max(0, wall - startedAt) }

  private static func hour(after time: Instant) -> Instant { time - time % Span.hour + Span.hour }
}

extension LiveRecorder {
  /// Begins the recording of a session that takes over from a replay: the same start, the commands up to now, and from
  /// here on its own.
  ///
  /// - Parameter parent: the recording it comes from.
  public init(
    forking playback: Playback, of parent: Recording, name: String, in folder: RecordingFolder, program: String,
    startedAt: Int64, wall: Int64, id: String = SessionNumber.draw()
  ) throws(RecordingFailure) {
    guard let fleet = parent.fleetBytes else { throw .fleet(parent.file, "it is not at hand") }
    var header = parent.header
    header.id = id
    header.engine = EngineVersion.current
    header.program = program
    header.startedAt = startedAt
    header.parent = JournalHeader.Parent(id: parent.header.id, time: playback.now)
    try self.init(name: name, in: folder, header, fleet: fleet, wall: wall)
    copy(playback)
  }

  private mutating func copy(_ playback: Playback) {
    for step in playback.commandsSoFar {
      switch step.what {
      case .command(let text, let source):
        writer.append(.command(RecordedCommand(time: step.time, wall: 0, source: source, text: text)))
      case .given(let command, let source):
        let text = RecordedText.text(command, playback.session.fleet)
        writer.append(.command(RecordedCommand(time: step.time, wall: 0, source: source, text: text)))
      case .checkpoint: break
      }
    }
    nextHour = Self.hour(after: playback.now)
    checkpoint(playback.session.mark, startedAt)
    writer.synchronize()
  }
}

/// Numbers for new sessions, from the system's own source of chance.
public enum SessionNumber {
  /// 32 hexadecimal digits that no other session has.
  public static func draw() -> String {
    var source = SystemRandomNumberGenerator()
    return (0..<4).map { _ in Hex.text(UInt32.random(in: 0...(.max), using: &source)) }.joined()
  }
}
