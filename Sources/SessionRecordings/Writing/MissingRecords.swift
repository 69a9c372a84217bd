import FleetModel

/// What could not be written since the recording stopped.
struct MissingRecords {
  private var commands = 0
  private(set) var decisions = 0
  private var firstTime: Instant = 0

  mutating func add(_ record: JournalRecord) {
    switch record {
    case .command(let command):
      if commands == 0 { firstTime = command.time }
      commands += 1
    case .batches(let batches): decisions += batches.count
    case .lost(let count): decisions += count
    case .gap(let gap):
      if commands == 0 { firstTime = gap.time }
      commands += gap.commands
    case .checkpoint, .size, .end: break
    }
  }

  mutating func add(decisions count: Int) { decisions += count }

  mutating func add(_ later: MissingRecords) {
    if commands == 0 { firstTime = later.firstTime }
    commands += later.commands
    decisions += later.decisions
  }

  /// The record that admits it; nil if nothing that counts was missed.
  func record(why: SystemFailure) -> JournalRecord? {
    if commands > 0 { return .gap(RecordedGap(time: firstTime, commands: commands, reason: why.description)) }
    return decisions > 0 ? .lost(decisions: decisions) : nil
  }
}
