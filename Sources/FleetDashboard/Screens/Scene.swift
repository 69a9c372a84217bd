import FleetModel
import FleetSession
import RolloutOrchestrator
import TextCanvas

/// All that a screen may look at. Drawing is a function of it and of an area.
///
/// A class although nothing of it changes: it holds a hundred columns of the fleet, and each of the many parts of a frame
/// would count references to every one of them.
final class Scene {
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
  /// The rollout that is looked at.
  let rollout: Rollout?
  let names: PlaceNames
  let says: Says
  let eventWords: EventWords

  init(
    session: Session, view: ViewState, status: RunStatus, memory: RunMemory, course: RunCourse, strips: StripCache,
    spreads: VersionSpreads, cells: GroupCells, keys: KeyTable, glyphs: GlyphSet, hits: HitMap?
  ) {
    self.session = session
    self.view = view
    self.status = status
    self.memory = memory
    self.course = course
    self.strips = strips
    self.spreads = spreads
    self.cells = cells
    self.keys = keys
    self.glyphs = glyphs
    self.hits = hits
    rollout = view.rollout.map { session.orchestrator.rollouts[$0 - 1] }
    names = PlaceNames(fleet: session.fleet)
    says = Says(now: session.now)
    eventWords = EventWords(session: session)
  }

  var fleet: Fleet { _read { yield session.fleet } }
  var now: Instant { session.now }

  /// The phase of a region, from 0.
  func phase(of region: RegionIndex) -> Int { fleet.phasePlan.firstIndex { $0.regions.contains(region) } ?? 0 }

  /// A symbol as text.
  func symbol(_ scalar: Unicode.Scalar) -> String { String(Character(scalar)) }

  func glyph(_ role: Role) -> String { symbol(glyphs.glyph(of: role) ?? " ") }

  /// A line of the log as it is drawn: with this terminal's arrow.
  func drawn(_ line: String) -> String {
    let (dash, head) = (UInt8(ascii: "-"), UInt8(ascii: ">"))
    guard glyphs.arrow != "->", zip(line.utf8, line.utf8.dropFirst()).contains(where: { $0 == dash && $1 == head })
    else { return line }
    return line.replacing("->", with: glyphs.arrow)
  }

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
