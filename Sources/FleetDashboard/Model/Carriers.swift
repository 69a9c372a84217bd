import FleetModel

/// The VMs that have an extension, those on its oldest version first; or those on one of its versions only.
///
/// What is counted of each group says which groups to pass over, so a page costs the groups that it shows and a glance at
/// the others, not the VMs of the fleet.
struct Carriers {
  let scene: Scene
  let handler: HandlerIndex
  /// Versions that some VM runs and the one that is shown alone, oldest first.
  let versions: [VersionIndex]
  /// The one that is shown alone; nil is all of them.
  let version: VersionIndex?

  init(scene: Scene) {
    self.scene = scene
    handler = scene.view.catalogue.handler
    let known = scene.fleet.handlers.indices.contains(handler) ? scene.fleet.handlers[handler].versions : []
    // A version that is not counted yet, or not known at the moment that is shown, cannot be shown alone.
    let counted = min(known.count, scene.spreads[handler]?.counts.count ?? 0)
    let chosen = scene.view.catalogue.version.flatMap { $0 < counted ? $0 : nil }
    let run = scene.runVersions(of: handler)
    versions = (run + [chosen].compactMap(\.self).filter { !run.contains($0) }).sorted { known[$0] < known[$1] }
    version = chosen
  }

  private var shown: [VersionIndex] { version.map { [$0] } ?? versions }

  /// How many VMs are shown.
  var count: Int {
    let counts = scene.spreads[handler]?.counts ?? []
    return shown.reduce(0) { $0 + counts[$1] }
  }

  /// The VMs of some rows.
  func machines(_ rows: Range<Int>) -> [VMIndex] {
    guard let spread = scene.spreads[handler] else { return [] }
    var machines: [VMIndex] = []
    var row = 0
    for version in shown {
      guard row + spread.counts[version] > rows.lowerBound else {
        row += spread.counts[version]
        continue
      }
      for group in scene.fleet.groups.indices {
        guard row < rows.upperBound else { return machines }
        let share = spread.count(of: version, in: group)
        if share > 0, row + share > rows.lowerBound {
          for vm in members(of: group, on: version) {
            if rows.contains(row) { machines.append(vm) }
            row += 1
          }
        } else {
          row += share
        }
      }
    }
    return machines
  }

  /// The row of a VM; nil where it is not shown.
  func row(of vm: VMIndex) -> Int? {
    guard let spread = scene.spreads[handler], scene.fleet.exists(vm),
      let own = scene.fleet.version(of: handler, on: vm), let place = shown.firstIndex(of: own)
    else { return nil }
    let group = scene.fleet.group(of: vm)
    var row = shown[..<place].reduce(0) { $0 + spread.counts[$1] }
    for other in scene.fleet.groups.indices.prefix(group) { row += spread.count(of: own, in: other) }
    return members(of: group, on: own).firstIndex(of: vm).map { row + $0 }
  }

  private func members(of group: GroupIndex, on version: VersionIndex) -> [VMIndex] {
    scene.fleet.members(of: group).filter {
      scene.fleet.exists($0) && scene.fleet.version(of: handler, on: $0) == version
    }
  }
}

extension Scene {
  /// Versions of an extension that VMs run, the newest first.
  func runVersions(of handler: HandlerIndex) -> [VersionIndex] {
    guard fleet.handlers.indices.contains(handler), let counts = spreads[handler]?.counts else { return [] }
    let versions = fleet.handlers[handler].versions
    return counts.indices.filter { versions.indices.contains($0) && counts[$0] > 0 }
      .sorted { versions[$0] > versions[$1] }
  }
}
