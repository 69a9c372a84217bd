import FleetModel
import FleetSession

/// One row of the log: an entry, and how many of the same kind at the same place and second it stands for.
struct EventRow {
  var entry: LogEntry
  var count: Int
}

/// The rows of the log that match, newest first, repeats folded.
struct EventRows {
  let scene: Scene
  let level: EventLevel
  let filter: Filter

  func rows(from first: Int, count: Int) -> [EventRow] {
    var rows: [EventRow] = []
    var seen = -1
    forEachEntry { entry, _, isRepeat in
      guard !isRepeat else {
        if !rows.isEmpty { rows[rows.count - 1].count += 1 }
        return true
      }
      seen += 1
      guard seen >= first else { return true }
      guard rows.count < count else { return false }
      rows.append(EventRow(entry: entry, count: 1))
      return true
    }
    return rows
  }

  /// How many rows the newest entries have put above those that were there before.
  func added(by newest: Int) -> Int {
    var added = 0
    forEachEntry { _, place, isRepeat in
      // The row that was on top may have been taken in by the last of the new ones.
      guard place < newest else {
        if isRepeat { added -= 1 }
        return false
      }
      if !isRepeat { added += 1 }
      return true
    }
    return added
  }

  /// Shows the entries that match, newest first, with their place in the log and whether the row before takes them in,
  /// until told that it is enough.
  private func forEachEntry(_ visit: (_ entry: LogEntry, _ place: Int, _ isRepeat: Bool) -> Bool) {
    var fold = Fold()
    let words = scene.eventWords
    let log = scene.memory.log.ring(of: level)
    for place in log.entries.indices where log.level(fromNewest: place) >= level {
      let entry = log[fromNewest: place]
      let line = words.line(entry.what)
      guard filter.isEmpty || matches(entry, line) else { continue }
      guard visit(entry, place, fold.takesIn(line, at: entry.time)) else { return }
    }
  }

  /// The row that takes in what follows it in the log, as far as it is the same of other VMs.
  private struct Fold {
    private var place = ""
    private var text: Substring = ""
    private var second: Instant?

    /// Whether an entry is one more of the row; else it begins the next.
    mutating func takesIn(_ line: EventLine, at time: Instant) -> Bool {
      let text = Self.withoutName(line)
      if second == time / Span.second, place == line.place, self.text == text { return true }
      (place, self.text, second) = (line.place, text, time / Span.second)
      return false
    }

    /// The text without the VM's name, so that the same of many VMs is one row.
    private static func withoutName(_ line: EventLine) -> Substring {
      guard line.machine != nil, let blank = line.text.firstIndex(of: " ") else { return Substring(line.text) }
      return line.text[blank...]
    }
  }

  private func matches(_ entry: LogEntry, _ line: EventLine) -> Bool {
    filter.matches { field in
      switch field {
      case "": [line.place, line.text]
      case "level": [entry.level.word]
      case "region": line.region.map { [scene.names.region($0)] } ?? []
      case "vm": line.machine.map { [scene.fleet.name(of: $0)] } ?? []
      case "where": [line.place]
      case "text", "ext", "phase": [line.text]
      default: nil
      }
    }
  }
}
