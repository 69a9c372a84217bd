/// A list that can be sorted.
enum SortList: Int, Sendable, Equatable, CaseIterable {
  case regions, sets, machines, extensions

  /// What it can be sorted by; the first is how it starts.
  var columns: [SortOrder.Column] {
    switch self {
    case .regions: [.phase, .name, .size, .done, .trouble]
    case .sets: [.order, .name, .size, .done, .trouble]
    case .machines: [.trouble, .name]
    case .extensions: [.order, .name, .size]
    }
  }
}

/// How a list is sorted.
struct SortOrder: Sendable, Equatable {
  enum Column: String, Sendable, Equatable, CaseIterable {
    case order = "the fleet's order"
    case phase = "phase"
    case name = "name"
    case size = "VMs"
    case done = "done"
    case trouble = "trouble"
  }

  /// Nil is the first column of the list.
  var column: Column?
  var isReversed = false

  func column(of list: SortList) -> Column { column ?? list.columns[0] }
}

extension ViewState {
  subscript(sortOf list: SortList) -> SortOrder {
    get { sorts[list.rawValue] }
    set { sorts[list.rawValue] = newValue }
  }

  /// The list under the cursor; nil where it has one order only.
  var sortList: SortList? {
    switch board {
    case .phases, .regions: .regions
    case .map: .sets
    case .machines: .machines
    case .catalogue: .extensions
    case .extensions, .carriers, .history, .events, .timeline: nil
    }
  }
}
