/// The real regions, their pairs and zones, and the default turns in which they are upgraded.
enum RegionTable {
  struct Entry {
    let name: String
    let pair: String?
    let zoneCount: Int
  }

  struct Turn {
    let name: String
    let bakeDays: Int
    var regions: [String]
  }

  /// All real regions, by name.
  static let entries: [Entry] = rows(PackageResources.regions_csv).map { cells in
    Entry(name: cells[0], pair: cells[5].isEmpty ? nil : cells[5], zoneCount: Int(cells[7]) ?? 0)
  }

  /// R26: the default phases.
  static let turns: [Turn] = {
    var turns: [Turn] = []
    var last = ""
    for cells in rows(PackageResources.phases_csv) {
      if cells[0] == last {
        turns[turns.count - 1].regions.append(cells[3])
      } else {
        turns.append(Turn(name: cells[1], bakeDays: Int(cells[2]) ?? 0, regions: [cells[3]]))
        last = cells[0]
      }
    }
    return turns
  }()

  static func entry(_ name: String) -> Entry? { entries.first { $0.name == name } }

  /// The rows of a table of our own, without its head. Cells with a comma in them are in quotes. Byte by byte, since every
  /// start of the program reads it.
  private static func rows(_ bytes: [UInt8]) -> [[String]] {
    bytes.split { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }.dropFirst().map { line in
      var cells: [String] = []
      var cell: [UInt8] = []
      var isQuoted = false
      for byte in line {
        switch byte {
        case UInt8(ascii: "\""): isQuoted.toggle()
        case UInt8(ascii: ",") where !isQuoted:
          cells.append(String(decoding: cell, as: UTF8.self))
          cell.removeAll(keepingCapacity: true)
        default: cell.append(byte)
        }
      }
      return cells + [String(decoding: cell, as: UTF8.self)]
    }
  }
}
