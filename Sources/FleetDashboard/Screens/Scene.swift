import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// All that a screen may look at. Drawing is a function of it and of an area.
struct Scene {
  let session: Session
  let view: ViewState
  let status: RunStatus
  let memory: RunMemory
  let course: RunCourse
  let strips: StripCache
  let spreads: VersionSpreads
  let cells: GroupCells
  let keys: KeyTable
  let glyphs: GlyphSet
  /// Takes down what is drawn where, for a click.
  let hits: HitMap?

  var fleet: Fleet { _read { yield session.fleet } }
  var names: PlaceNames { PlaceNames(fleet: session.fleet) }
  var now: Instant { session.now }

  /// The rollout that is looked at.
  var rollout: Rollout? { view.rollout.map { session.orchestrator.rollouts[$0 - 1] } }

  /// The phase of a region, from 0.
  func phase(of region: RegionIndex) -> Int { fleet.phasePlan.firstIndex { $0.regions.contains(region) } ?? 0 }

  /// A symbol as text.
  func symbol(_ scalar: Unicode.Scalar) -> String { String(Character(scalar)) }

  func glyph(_ role: Role) -> String { symbol(glyphs.glyph(of: role) ?? " ") }

  /// A line of the log as it is drawn: with this terminal's arrow.
  func drawn(_ line: String) -> String { line.replacing("->", with: glyphs.arrow) }

  /// The marker of the row under the cursor.
  func pointer(_ isHere: Bool) -> String { isHere ? symbol(glyphs.pointer) + " " : "  " }

  func rolloutName(_ rollout: Rollout) -> String {
    "\(names.handler(rollout.handler)) \(change(rollout))"
  }

  /// `9.10.15 -> 9.10.16`.
  func change(_ rollout: Rollout) -> String {
    let target = Figures.version(rollout.targetVersion)
    guard let origin = memory.origins[rollout.id] else { return target }
    return "\(names.version(origin, of: rollout.handler)) \(glyphs.arrow) \(target)"
  }
}
