import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

// In and out, and from pane to pane.

extension Dashboard {
  mutating func open(_ session: Session) -> [DashboardRequest] {
    guard hasMatches(session) else { return [] }
    switch view.board {
    case .phases, .extensions: view.overlay = .why(top: 0)
    case .regions: openRegion(session)
    case .map: openMapRow(session)
    case .machines:
      if case .machine(let vm, _) = scene(session).selection { openMachine(vm, session) }
    case .history:
      return openHistory(session)
    case .catalogue: openCarriers(session)
    case .carriers:
      if case .machine(let vm, let handler) = scene(session).selection {
        openMachine(vm, of: handler, session)
      } else {
        say("There is no VM here to open.")
      }
    case .events: openEvent(session)
    case .timeline: show(.world)
    }
    return []
  }

  private mutating func openRegion(_ session: Session) {
    guard !session.fleet.regions.isEmpty else { return }
    view.map.enter(view.world.region)
    view.map.column = view.world.zone.flatMap { zone in
      RegionMap(scene: scene(session), region: view.map.region).columns.firstIndex { $0.zone == zone }
    }
    show(.region)
  }

  /// Some sets become single ones, or fewer of them; a single set's VMs get the keys.
  private mutating func openMapRow(_ session: Session) {
    let map = RegionMap(scene: scene(session), region: view.map.region)
    guard !map.rows.isEmpty else { return say("No set matches the filter.") }
    if map.isBundled {
      view.map.span = map.rows[map.row(of: view.map.group)]
      return
    }
    view.map.board = .machines
    view.map.machineRow = 0
  }

  /// Its VMs, the oldest version first: who is behind is what people look for.
  private mutating func openCarriers(_ session: Session) {
    guard !session.fleet.handlers.isEmpty else { return say("The fleet knows no extension.") }
    guard hasMatches(session) else { return }
    view.catalogue.board = .carriers
    choose(carrierRow: view.catalogue.carrierRow, session)
  }

  private mutating func openEvent(_ session: Session) {
    switch scene(session).selection {
    case .machine(let vm, _): openMachine(vm, session)
    case .group(let group), .domain(let group, _, _):
      reveal(group: group, session)
      show(.region)
    case .region(let region), .zone(let region, _):
      choose(region: region, session)
      show(.region)
    case .rollout, .phase, .version, .nothing: say("This event is about the whole fleet; there is no place to open.")
    }
  }

  private mutating func openHistory(_ session: Session) -> [DashboardRequest] {
    guard let vm = view.machine else { return [] }
    let entries = VMHistory.entries(of: vm, scene(session), count: view.machineCursor.historyRow + 1)
    guard entries.indices.contains(view.machineCursor.historyRow) else {
      say("Nothing has happened to this VM yet.")
      return []
    }
    show(.timeline)
    return goTo(entries[view.machineCursor.historyRow].time, session)
  }

  /// Opens a VM with the cursor on an extension; without one, on that of the rollout that people come from.
  mutating func openMachine(_ vm: VMIndex, of handler: HandlerIndex? = nil, _ session: Session) {
    view.machine = vm
    view.machineCursor = MachineCursor()
    if let handler = handler ?? view.rollout.map({ session.orchestrator.rollouts[$0 - 1].handler }) {
      view.machineCursor.row = MachineScreen.handlers(on: vm, session.fleet).firstIndex(of: handler) ?? 0
    }
    view.filters[Screen.machine.rawValue] = ""
    show(.machine)
  }

  mutating func back(_ session: Session) -> [DashboardRequest] {
    if !view.filters[view.screen.rawValue].isEmpty {
      view.filters[view.screen.rawValue] = ""
      view.events.row = 0
      return []
    }
    switch view.screen {
    case .world: backInWorld()
    case .region: backInRegion(session)
    case .machine:
      if let vm = view.machine { reveal(vm, session) }
      show(.region)
    case .catalogue where view.catalogue.board == .carriers: view.catalogue.board = .extensions
    case .catalogue, .events, .timeline: show(.world)
    }
    return []
  }

  private mutating func backInWorld() {
    if view.world.zone == nil, !view.isZoomed {
      return say("This is the outermost screen; \(keys.name(.quit)) quits.")
    }
    view.isZoomed = false
    view.world.zone = nil
  }

  private mutating func backInRegion(_ session: Session) {
    if view.map.board == .machines {
      view.map.board = .map
    } else if view.map.column != nil {
      view.map.column = nil
    } else if view.map.span != nil {
      view.map.span = RegionMap(scene: scene(session), region: view.map.region).coarser
    } else {
      view.world.region = view.map.region
      show(.world)
    }
  }

  /// Puts the cursor of the map on a VM's group.
  mutating func reveal(_ vm: VMIndex, _ session: Session) { reveal(group: session.fleet.group(of: vm), session) }

  /// Puts the cursor of the map on a group, as fine as it gets.
  mutating func reveal(group: GroupIndex, _ session: Session) {
    view.map.region = session.fleet.groups[group].region
    view.world.region = view.map.region
    view.map.group = group
    view.map.span = RegionMap(scene: scene(session), region: view.map.region).finest(with: group)
  }

  mutating func zoom() {
    view.isZoomed.toggle()
    let full = Layout(width: size.width, height: size.height, screen: view.screen, isZoomed: false)
    guard full.panes.count > 1 else { return say("Only one pane fits at this size; it is shown in full.") }
    say(view.isZoomed ? "One pane; \(keys.name(.zoom)) shows all." : "All panes.")
  }

  /// Boards of a screen first, then the panes of the layout.
  mutating func turnPane(_ step: Int, _ session: Session) -> [DashboardRequest] {
    let layout = Layout(width: size.width, height: size.height, screen: view.screen, isZoomed: view.isZoomed)
    switch view.screen {
    case .world where (view.world.board == .regions) == (step > 0) || layout.order.count < 2:
      view.world.board = view.world.board == .regions ? .phases : .regions
      return []
    case .region where (view.map.board == .map) == (step > 0) || layout.order.count < 2:
      turnMapBoard(session)
      return []
    case .catalogue where layout.order.count < 2:
      if view.catalogue.board == .carriers { view.catalogue.board = .extensions } else { openCarriers(session) }
      return []
    case .machine:
      view.machineCursor.board = view.machineCursor.board == .extensions ? .history : .extensions
      say(
        view.machineCursor.board == .history ? "The keys move in the VM's history." : "The keys move in its extensions."
      )
      return []
    default: break
    }
    guard layout.order.count > 1, let place = layout.order.firstIndex(of: view.screen) else {
      say("This screen has one list; 1 to 6 show the others.")
      return []
    }
    let next = layout.order[(place + step + layout.order.count) % layout.order.count]
    view.world.board = step > 0 ? .regions : .phases
    view.map.board = step > 0 ? .map : .machines
    show(next)
    return []
  }

  /// While rows stand for several sets there are no VMs to go to.
  private mutating func turnMapBoard(_ session: Session) {
    if view.map.board == .map, RegionMap(scene: scene(session), region: view.map.region).isBundled {
      return say("These rows are several sets each; \(keys.name(.open)) opens one.")
    }
    view.map.board = view.map.board == .map ? .machines : .map
    say(view.map.board == .map ? "The keys move in the sets." : "The keys move in the VMs below.")
  }
}
