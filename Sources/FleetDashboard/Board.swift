/// A part of a screen that has a cursor of its own.
enum Board: Sendable, Equatable {
  case phases, regions, map, machines, extensions, history, catalogue, events, timeline
  /// The VMs that have an extension.
  case carriers
}

extension ViewState {
  /// The one that has the keys.
  var board: Board {
    switch screen {
    case .world: world.board == .phases ? .phases : .regions
    case .region: map.board == .map ? .map : .machines
    case .machine: machineCursor.board == .extensions ? .extensions : .history
    case .catalogue: catalogue.board == .extensions ? .catalogue : .carriers
    case .events: .events
    case .timeline: .timeline
    }
  }

  /// Gives the keys to a board.
  mutating func focus(_ board: Board) {
    switch board {
    case .phases, .regions:
      screen = .world
      world.board = board == .phases ? .phases : .regions
    case .map, .machines:
      screen = .region
      map.board = board == .map ? .map : .machines
    case .extensions, .history:
      screen = .machine
      machineCursor.board = board == .extensions ? .extensions : .history
    case .catalogue, .carriers:
      screen = .catalogue
      catalogue.board = board == .catalogue ? .extensions : .carriers
    case .events: screen = .events
    case .timeline: screen = .timeline
    }
  }
}
