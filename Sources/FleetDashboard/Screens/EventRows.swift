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

  /// A frame reads no more entries than this; a filter that matches nothing would read all of them each time.
  private static let budget = 20_000

  func rows(from first: Int, count: Int) -> [EventRow] {
    var rows: [EventRow] = []
    var seen = -1
    var last: (key: String, second: Instant)?
    let words = EventWords(session: scene.session)
    let log = scene.memory.log.ring(of: level)
    for place in 0..<min(log.entries.count, Self.budget) {
      let entry = log[fromNewest: place]
      guard entry.level >= level else { continue }
      let line = words.line(entry.what)
      guard filter.isEmpty || matches(entry, line) else { continue }
      let key = "\(line.place) \(Self.withoutName(line))"
      if let last, last.key == key, last.second == entry.time / Span.second {
        if !rows.isEmpty { rows[rows.count - 1].count += 1 }
        continue
      }
      last = (key, entry.time / Span.second)
      seen += 1
      if seen >= first {
        if rows.count == count { break }
        rows.append(EventRow(entry: entry, count: 1))
      }
    }
    return rows
  }

  /// The text without the VM's name, so that the same of many VMs is one row.
  private static func withoutName(_ line: EventLine) -> Substring {
    guard line.machine != nil, let blank = line.text.firstIndex(of: " ") else { return Substring(line.text) }
    return line.text[blank...]
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
