import EventStream
import FleetModel
import FleetSession

/// Appends records to one recording, so that a process that is killed leaves whole lines and at most one torn one. A disk
/// that is full or fails stops the recording, never the session.
///
/// Each record is one `write(2)`, and so are batches that come together, unless decisions are gathered.
final class JournalWriter {
  /// What a person should know about the recording.
  enum State: Equatable {
    /// Everything so far was written.
    case recording
    /// Something could not be written; retried every few seconds.
    case stopped(SystemFailure)
    /// The footer is written.
    case finished
  }

  private(set) var state = State.recording
  /// The first failed `fdatasync`: what was written before it may be lost if the machine stops.
  private(set) var syncFailure: SystemFailure?
  private var isDirty = false
  /// Whether commands are missing somewhere before the end.
  private(set) var hasGap = false
  /// Decisions that could not be written, in all that was admitted.
  private(set) var lostDecisions = 0

  private let calls: any FileCalls
  private let descriptor: Int
  private var length: Int
  private var number: Int
  private var hash: SHA256
  private var reservedLength = 0
  /// Whether a part of a line may stand behind `length`.
  private var needsCut = false
  private var missing = MissingRecords()
  /// Whether decisions and checkpoints, which follow from commands, wait for the next command, for a sync or for company,
  /// to be written at once and in order.
  let gathersDecisions: Bool
  /// The line of batches that is not complete yet; it comes behind those that wait.
  private var batches = BatchLine()
  /// Places that the file names.
  private var namedPlaces = 0
  /// Lines that are not in the file yet, how many, and what is missing if they never are.
  private var pending = LineBuffer()
  private var pendingCount = 0
  private var pendingMissing = MissingRecords()
  /// The checksum of the session's number, with which that of every line begins.
  private let seed: CRC32C

  /// Room for a gap record and the footer.
  private static let footerBytes = 4_096
  /// No more bytes wait than one call writes well; with a further line they fill 64 KiB of memory.
  private static let mostPending = 57_344
  /// Reserved in steps that grow with the file, so that most records cost one call only.
  private static let reserveSteps = 65_536...4_194_304
  /// Most file systems reserve in blocks of this many bytes; less is not worth a call to let go of it.
  private static let blockBytes = 4_096

  /// Begins a recording with its header. Nothing is left behind if that fails.
  ///
  /// - Parameter gathersDecisions: whether what follows waits for company; then nothing waits for the header either.
  init(
    creating file: String, name: String, header: JournalHeader, gathersDecisions: Bool, calls: any FileCalls
  ) throws(RecordingFailure) {
    let opened = calls.open(file, .create)
    guard opened >= 0 else {
      throw -opened == Self.exists ? .exists(name) : .cannotWrite(file, SystemFailure(opened))
    }
    (descriptor, self.calls, length, number, hash) = (opened, calls, 0, 0, SHA256())
    self.gathersDecisions = gathersDecisions
    seed = CRC32C(seed: header.id.utf8)
    let failure = calls.lock(opened) < 0 ? RecordingFailure.inUse(file) : nil
    if let failure = failure ?? write(header).map({ RecordingFailure.cannotWrite(file, $0) }) {
      _ = calls.remove(file)
      calls.close(opened)
      isClosed = true
      throw failure
    }
    if !gathersDecisions { synchronize() }
  }

  deinit { if !isClosed { calls.close(descriptor) } }

  private var isClosed = false
  private static let exists = 17

  /// Appends a record. Whether it is in the file when this returns, or will be with the next command or sync.
  @discardableResult
  func append(_ record: JournalRecord) -> Bool {
    guard state == .recording else {
      missing.add(record)
      return false
    }
    completeBatches()
    wait(record)
    pendingMissing.add(record)
    return gathersDecisions && record.mayWait && pending.count < Self.mostPending || flush()
  }

  /// Appends batches that came at once. They are in the file when this returns, or are gathered.
  func append(_ started: ArraySlice<StartedBatch>, _ fleet: Fleet) {
    var rest = started
    while state == .recording, !rest.isEmpty {
      rest = batches.add(rest, fleet)
      guard batches.isFull else { break }
      completeBatches()
      if pending.count >= Self.mostPending { flush() }
    }
    missing.add(decisions: rest.count)
    if !gathersDecisions { flush() }
  }

  /// The line of batches takes its place behind those that wait, since something else follows.
  private func completeBatches() {
    guard batches.count > 0 else { return }
    // Readers of format 1 leave out what follows, and must not miss it where they compare decisions.
    if batches.namesFirstPlace { wait(.lost(decisions: 0)) }
    pendingMissing.add(decisions: batches.count)
    JournalLine.append(number: number + pendingCount, seed: seed, to: &pending) { batches.pour(into: &$0) }
    pendingCount += 1
  }

  private func wait(_ record: JournalRecord) {
    JournalLine.append(number: number + pendingCount, seed: seed, to: &pending) { record.write(into: &$0) }
    pendingCount += 1
  }

  /// Writes what waits; false if that fails, and then none of it is in the file.
  @discardableResult
  private func flush() -> Bool {
    completeBatches()
    guard pendingCount > 0 else { return true }
    let failure = write(pending.bytes, lines: pendingCount)
    if let failure {
      state = .stopped(failure)
      missing.add(pendingMissing)
      batches.forget(from: namedPlaces)
    } else {
      namedPlaces = batches.named
    }
    pending.cut(to: 0)
    (pendingCount, pendingMissing) = (0, MissingRecords())
    return failure == nil
  }

  /// Tries to go on after a failure. What was missed in between is admitted in a record of its own.
  func retry() {
    guard case .stopped(let before) = state else { return }
    if let failure = cut() ?? writeMissing(before, mayReserve: true) {
      state = .stopped(failure)
      return
    }
    state = .recording
  }

  /// Waits until everything written is on the medium.
  func synchronize() {
    guard !isClosed else { return }
    flush()
    guard isDirty else { return }
    let result = calls.synchronize(descriptor)
    if result < 0 { syncFailure = syncFailure ?? SystemFailure(result) } else { isDirty = false }
  }

  /// Appends the footer, for which room was kept, and closes the file.
  func finish(time: Instant, reason: String, events: Int, digest: Digest) {
    guard !isClosed else { return }
    func end(behind lines: Int, _ hash: SHA256) -> JournalRecord {
      .end(
        RecordedEnd(time: time, reason: reason, events: events, digest: digest, lines: lines, sha256: hash.hex))
    }
    var failure: SystemFailure?
    if !writeLast(end) {
      flush()
      failure = cut()
      if case .stopped(let why) = state { failure = failure ?? writeMissing(why, mayReserve: false) }
      if failure == nil { failure = write(end(behind: number, hash), mayReserve: false) }
      if failure != nil { _ = cut() }
    }
    // Lets go of what was reserved; if it fails the space is free again once the file is copied or removed.
    if !needsCut, reservedLength > Self.wholeBlocks(length) { _ = calls.truncate(descriptor, to: length) }
    synchronize()
    calls.close(descriptor)
    isClosed = true
    state = failure.map { .stopped($0) } ?? .finished
  }

  /// Appends what waits and the footer at once; nothing comes behind them for which room must be kept. False if that fails,
  /// and then none of it is in the file.
  private func writeLast(_ end: (_ lines: Int, SHA256) -> JournalRecord) -> Bool {
    guard state == .recording, cut() == nil else { return false }
    completeBatches()
    var hash = hash
    hash.add(pending.bytes)
    let (waiting, lines) = (pending.count, number + pendingCount)
    JournalLine.append(number: lines, seed: seed, to: &pending) { end(lines, hash).write(into: &$0) }
    // Without room for all of it the footer keeps its own.
    guard reserve(upTo: length + pending.count, ahead: 0) == nil,
      put(pending.bytes, lines: pendingCount + 1, mayReserve: false) == nil
    else {
      pending.cut(to: waiting)
      return false
    }
    pendingCount = 0
    return true
  }

  // MARK: Lines

  private func write(_ header: JournalHeader) -> SystemFailure? {
    var line = LineBuffer()
    JournalLine.append(number: number, seed: seed, to: &line) { header.write(into: &$0) }
    return write(line.bytes, lines: 1)
  }

  private func write(_ record: JournalRecord, mayReserve: Bool) -> SystemFailure? {
    var line = LineBuffer()
    JournalLine.append(number: number, seed: seed, to: &line) { record.write(into: &$0) }
    return write(line.bytes, lines: 1, mayReserve: mayReserve)
  }

  private func write(_ bytes: ArraySlice<UInt8>, lines: Int, mayReserve: Bool = true) -> SystemFailure? {
    if let failure = put(bytes, lines: lines, mayReserve: mayReserve) { return failure }
    hash.add(bytes)
    return nil
  }

  private func put(_ bytes: ArraySlice<UInt8>, lines: Int, mayReserve: Bool) -> SystemFailure? {
    if mayReserve, let failure = reserve(bytes.count) { return failure }
    let result = calls.write(descriptor, bytes)
    guard result == bytes.count else {
      needsCut = needsCut || result > 0
      // A short write is how a disk says that it is full; the next call would say so.
      let failure = result < 0 ? SystemFailure(result) : SystemFailure(-Self.noSpace)
      _ = cut()
      return failure
    }
    length += bytes.count
    number += lines
    isDirty = true
    return nil
  }

  private static let noSpace = 28

  /// Keeps room for these bytes and the footer.
  private func reserve(_ count: Int) -> SystemFailure? {
    // What gathers may be over before it needs more than its header.
    let mayBeAll = gathersDecisions && length == 0
    let ahead = mayBeAll ? 0 : min(max(4 * length, Self.reserveSteps.lowerBound), Self.reserveSteps.upperBound)
    return reserve(upTo: length + count + Self.footerBytes, ahead: ahead)
  }

  /// Keeps room up to a length, and for so many bytes more if the disk has them.
  private func reserve(upTo least: Int, ahead: Int) -> SystemFailure? {
    guard least > reservedLength else { return nil }
    let wanted = Self.wholeBlocks(least + ahead)
    if calls.reserve(descriptor, upTo: wanted) >= 0 {
      reservedLength = wanted
      return nil
    }
    let result = calls.reserve(descriptor, upTo: least)
    guard result >= 0 else { return SystemFailure(result) }
    reservedLength = least
    return nil
  }

  private static func wholeBlocks(_ bytes: Int) -> Int { (bytes + blockBytes - 1) / blockBytes * blockBytes }

  /// Cuts the file back to its last whole line.
  private func cut() -> SystemFailure? {
    guard needsCut else { return nil }
    let result = calls.truncate(descriptor, to: length)
    guard result >= 0 else { return SystemFailure(result) }
    needsCut = false
    reservedLength = 0
    return nil
  }

  private func writeMissing(_ why: SystemFailure, mayReserve: Bool) -> SystemFailure? {
    guard let record = missing.record(why: why) else { return nil }
    if let failure = write(record, mayReserve: mayReserve) { return failure }
    if case .gap = record { hasGap = true }
    lostDecisions += missing.decisions
    missing = MissingRecords()
    return nil
  }
}

extension JournalRecord {
  /// Whether it follows from commands that are in the file, so that nothing is lost with it that cannot be found again.
  fileprivate var mayWait: Bool {
    switch self {
    case .batches, .checkpoint, .lost: true
    case .command, .size, .gap, .end: false
    }
  }
}
