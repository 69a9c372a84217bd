import FleetModel
import RolloutOrchestrator

/// Which extensions the catalogue shows, in which order.
struct CatalogueRows {
  let scene: Scene

  /// Extensions that match the filter, sorted as asked for.
  var handlers: [HandlerIndex] {
    let filter = Filter(scene.view.filters[Screen.catalogue.rawValue])
    let shown = scene.fleet.handlers.indices.filter { handler in
      filter.isEmpty
        || filter.matches { field in
          switch field {
          case "", "ext": [scene.fleet.handlers[handler].name]
          case "version": scene.fleet.handlers[handler].versions.map(Figures.version)
          default: nil
          }
        }
    }
    let order = scene.view[sortOf: .extensions]
    let sorted: [HandlerIndex]
    switch order.column(of: .extensions) {
    case .name: sorted = shown.sorted { scene.names.handler($0) < scene.names.handler($1) }
    case .size: sorted = shown.sorted { (-count($0), $0) < (-count($1), $1) }
    case .order, .phase, .done, .trouble: sorted = shown
    }
    return order.isReversed ? sorted.reversed() : sorted
  }

  private func count(_ handler: HandlerIndex) -> Int { scene.spreads[handler]?.total ?? 0 }
}
