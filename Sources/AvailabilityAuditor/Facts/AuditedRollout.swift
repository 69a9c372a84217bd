/// One handler going to one version, and how far its phases came.
struct AuditedRollout {
  enum End { case completed, superseded, cancelled }

  struct Phase {
    let regions: [Int]
    let bake: Int
    var isStarted = false
    /// Passed with VMs in it, so that it bakes from here (R23).
    var succeededAt: Int?
    var passedEmpty = false
    var isSkipped = false
    var inFlight = 0

    /// Whether the next phase may start at `time`.
    func isDone(at time: Int) -> Bool {
      if isSkipped || passedEmpty { return true }
      guard let succeededAt else { return false }
      return time >= succeededAt + bake
    }
  }

  let handler: Int
  let version: HandlerVersion
  var phases: [Phase]
  /// The phase of each region, from 0; -1 for none.
  let phaseOfRegion: [Int32]
  let startedEvent: Int
  var end: End?
  var endedEvent = 0
  var isHeld = false
  var touchedAt = 0
  /// Its in-flight VMs by region and zone.
  var lanes = RegionLanes()
  /// Phases with VMs in flight.
  var busyPhases = 0
  var installing = 0
  var watching = 0
  var rollingBack = 0

  func phase(of region: Int) -> Int? {
    guard region < phaseOfRegion.count, phaseOfRegion[region] >= 0 else { return nil }
    return Int(phaseOfRegion[region])
  }

  var isBaking: Bool {
    for phase in phases.indices where phases[phase].succeededAt != nil && !phases[phase].isSkipped {
      let next = phase + 1
      if next < phases.count, !phases[next].isStarted, phases[phase].bake > 0 { return true }
    }
    return false
  }
}
