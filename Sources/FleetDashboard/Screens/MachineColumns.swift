/// The columns of a VM's extensions. What runs and how it stands are always there; the others come as far as there is room.
struct MachineColumns: Equatable {
  enum Column: Int, Sendable, Equatable, CaseIterable {
    case name, installed, target, automatic, state, tries, retry

    var title: String {
      switch self {
      case .name: "EXTENSION"
      case .installed: "INSTALLED"
      case .target: "TARGET"
      case .automatic: "AUTO"
      case .state: "STATE"
      case .tries: "TRIES"
      case .retry: "RETRY"
      }
    }

    /// What it takes, the blank behind it not counted.
    var width: Int {
      switch self {
      case .name: 22
      case .installed: 10
      case .target: 10
      case .automatic: 4
      case .state: 14
      case .tries: 5
      case .retry: 5
      }
    }
  }

  /// The columns from left to right, with their widths.
  let parts: [(column: Column, width: Int)]

  static func == (left: MachineColumns, right: MachineColumns) -> Bool {
    left.parts.map(\.column) == right.parts.map(\.column) && left.parts.map(\.width) == right.parts.map(\.width)
  }

  /// From the most to the least important.
  private static let ranks: [Column] = [.installed, .state, .target, .automatic, .retry, .tries]
  private static let narrowestName = 11

  init(width: Int) {
    var chosen: Set<Column> = [.installed, .state]
    func need(_ columns: Set<Column>) -> Int { columns.reduce(0) { $0 + $1.width + 1 } }
    let room = width - 2
    for column in Self.ranks where need(chosen.union([column, .name])) <= room { chosen.insert(column) }
    let name = max(Self.narrowestName, min(Column.name.width, room - need(chosen) - 1))
    parts = Column.allCases.filter { $0 == .name || chosen.contains($0) }.map { ($0, $0 == .name ? name : $0.width) }
  }

  var heading: String {
    parts.map { Figures.padded($0.column.title, $0.width) }.joined(separator: " ")
  }
}
