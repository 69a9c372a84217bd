/// The columns of the VMs that have an extension. The VM, its version and its state are always there; the others come as
/// far as there is room.
struct CarrierColumns: Equatable {
  enum Column: Int, Sendable, CaseIterable {
    case name, version, state, automatic, health, place

    var title: String {
      switch self {
      case .name: "VM"
      case .version: "VERSION"
      case .state: "STATE"
      case .automatic: "AUTO"
      case .health: "HEALTH"
      case .place: "WHERE"
      }
    }
  }

  private var widths: [Int]

  /// A glyph, a blank, and the longest word for a state.
  private static let stateWidth = 14
  /// As wide as its heading, and as most versions.
  private static let versionWidths = 7...10
  /// The longest word for a health.
  private static let healthWidth = 12
  private static let nameWidths = 11...22
  /// A shorter place says too little.
  private static let leastPlace = 12

  /// The columns for a width, by the longest version.
  init(width: Int, version: Int) {
    let version = min(Self.versionWidths.upperBound, max(Self.versionWidths.lowerBound, version))
    widths = [Self.nameWidths.lowerBound, version, Self.stateWidth, 0, 0, 0]
    var left = width - 2 - widths.prefix(3).reduce(0) { $0 + $1 + 1 }
    func take(_ wanted: Int) -> Int {
      guard left >= wanted + 1 else { return 0 }
      left -= wanted + 1
      return wanted
    }
    widths[Column.health.rawValue] = take(Self.healthWidth)
    widths[Column.automatic.rawValue] = take(4)
    let wider = max(0, min(Self.nameWidths.upperBound - Self.nameWidths.lowerBound, left - Self.leastPlace - 1))
    widths[0] += wider
    left -= wider
    widths[Column.place.rawValue] = left > Self.leastPlace ? left - 1 : 0
  }

  var name: Int { width(.name) }

  /// What a column takes; 0 is one that is not shown.
  func width(_ column: Column) -> Int { widths[column.rawValue] }

  func start(_ column: Column) -> Int {
    2 + widths.prefix(column.rawValue).reduce(0) { $0 + ($1 > 0 ? $1 + 1 : 0) }
  }

  var heading: String {
    "  "
      + Column.allCases.filter { width($0) > 0 }.map { Figures.padded($0.title, width($0)) }.joined(separator: " ")
  }
}
