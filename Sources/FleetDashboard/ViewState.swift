public import FleetModel
public import RolloutOrchestrator
public import TextCanvas

/// The six screens.
public enum Screen: Int, Sendable, Equatable, CaseIterable {
  case world = 1, region, machine, catalogue, events, timeline

  var title: String {
    switch self {
    case .world: "World"
    case .region: "Region"
    case .machine: "VM"
    case .catalogue: "Catalogue"
    case .events: "Events"
    case .timeline: "Time"
    }
  }
}

/// What is under the cursor: what a menu acts on and what "why" explains.
public enum Selection: Sendable, Equatable {
  case rollout(RolloutID)
  case phase(Int)
  case region(RegionIndex)
  case zone(RegionIndex, Int)
  case group(GroupIndex)
  /// A group's VMs in one zone and update domain; the zone is 0 where there is none.
  case domain(GroupIndex, zone: Int, updateDomain: Int?)
  case machine(VMIndex, HandlerIndex?)
  case version(HandlerIndex, VersionIndex)
  case nothing
}

/// Everything about the view that is not about the run: where the cursor is, what is open, how it looks.
public struct ViewState: Sendable, Equatable {
  /// The screen that has the cursor.
  public internal(set) var screen = Screen.world
  /// Whether one pane fills the screen where several would fit.
  public internal(set) var isZoomed = false
  /// The rollout that is looked at; nil before there is one.
  public internal(set) var rollout: RolloutID?
  /// Whether the person chose it; else the view follows what is going on.
  public internal(set) var isRolloutChosen = false

  var world = WorldCursor()
  var map = MapCursor()
  /// The VM of the inspector.
  var machine: VMIndex?
  var machineCursor = MachineCursor()
  var catalogue = CatalogueCursor()
  var events = EventsCursor()
  var span = TimeSpan()
  /// What is open above the screen.
  var overlay: Overlay?
  /// What is shown of each screen, by screen.
  var filters: [String] = Array(repeating: "", count: Screen.allCases.count + 1)
  /// By list.
  var sorts: [SortOrder] = Array(repeating: SortOrder(), count: SortList.allCases.count)
  /// Colours.
  public internal(set) var theme = Theme.dark
  /// Whether the person chose it; else it follows the ground.
  var isThemeChosen = false
  var copyPlace = CopyPlace.auto
  /// Whether symbols are ASCII only, chosen by key or because the terminal has no others.
  public internal(set) var usesASCII = false
  var isMouseOn = false
  /// What the last request came to, until the next key.
  var note: Note?
  /// When ^C or q was pressed in the hope to quit; the next one does.
  var wantsToQuit = false

  /// The view as the program starts.
  public init() {}

  /// A sentence on the line above the footer.
  struct Note: Sendable, Equatable {
    var text: String
    var isTrouble: Bool
  }
}

struct WorldCursor: Sendable, Equatable {
  enum Board: Sendable, Equatable { case regions, phases }
  var board = Board.regions
  var region: RegionIndex = 0
  /// The zone of the region that is chosen; nil is the whole region.
  var zone: Int?
  var phase = 0
}

struct MapCursor: Sendable, Equatable {
  enum Board: Sendable, Equatable { case map, machines }
  var board = Board.map
  var region: RegionIndex = 0
  var group: GroupIndex?
  /// The column of the map; nil is the whole group.
  var column: Int?
  var machineRow = 0
  /// The places of the sets that are shown, where only some are; nil is all of the region.
  var span: Range<Int>?
  /// Rows that the map had when it was last drawn.
  var capacity = 12

  /// The whole of another region; how much room there is stays known.
  mutating func enter(_ region: RegionIndex) {
    self = MapCursor(region: region, capacity: capacity)
  }
}

struct MachineCursor: Sendable, Equatable {
  enum Board: Sendable, Equatable { case extensions, history }
  var board = Board.extensions
  var row = 0
  var historyRow = 0
}

struct CatalogueCursor: Sendable, Equatable {
  enum Board: Sendable, Equatable { case extensions, carriers }
  var board = Board.extensions
  var handler: HandlerIndex = 0
  /// The version whose VMs are shown; nil is all of them.
  var version: VersionIndex?
  /// The VM under the cursor, which stays there while others leave the list.
  var carrier: VMIndex?
  /// Where it stood last; another has this row when it leaves the list itself.
  var carrierRow = 0

  /// Another extension, of which all VMs are shown from the first on.
  mutating func choose(_ handler: HandlerIndex) {
    guard handler != self.handler else { return }
    self = CatalogueCursor(board: board, handler: handler)
  }
}

struct EventsCursor: Sendable, Equatable {
  var level = EventLevel.gate
  /// Rows from the newest that matches.
  var row = 0
  var follows = true
}

/// A span of simulated time that a person chose to write to a file; an end that was not chosen is that of the run.
struct TimeSpan: Sendable, Equatable {
  var start: Instant?
  var end: Instant?
}
