public import AvailabilityAuditor
import EventStream
package import FleetModel
public import FleetSession

/// One made-up fleet, run for sixty days with the auditor on.
public struct FuzzRun {
  /// The seed it follows from.
  public let seed: UInt64
  /// What kind of fleet it was.
  public let profile: Profile
  /// The judge, after the last line.
  public let auditor: AvailabilityAuditor
  /// The session at the end.
  public let session: Session

  /// I21's horizon.
  public static let horizon = 60 * Span.day

  /// Makes a fleet up and runs it; `prepare` may change the session before it starts.
  public init(seed: UInt64, profile: Profile? = nil, prepare: (inout Session) -> Void = { _ in }) {
    let profile = profile ?? .of(seed: seed)
    let plan = Self.plan(seed: seed, profile: profile)
    self.init(plan: plan, seed: seed, profile: profile, breachLimit: Self.enough, prepare: prepare)
  }

  /// Runs a plan that someone else made; a run that breaks `breachLimit` invariants is not followed further.
  package init(
    plan: FleetPlan, seed: UInt64, profile: Profile = .tiny, until horizon: Instant = Self.horizon,
    breachLimit: Int = 1,
    prepare: (inout Session) -> Void = { _ in }
  ) {
    self.seed = seed
    self.profile = profile
    var session = Session(plan: plan, seed: seed)
    prepare(&session)
    var writer = StreamWriter(fleet: plan.fleet)
    var auditor = AvailabilityAuditor()
    writer.writeHeader(plan.fleet, seed: seed)
    var isDone = false
    while !isDone {
      isDone = session.advance(to: horizon, atMost: 1_000)
      writer.write(session.takeEvents(), session.fleet)
      auditor.read(lines: writer.take()[...])
      if auditor.violationCount >= breachLimit { break }
    }
    writer.writeEnd(why: .until, session)
    auditor.read(lines: writer.take()[...])
    auditor.finish()
    self.auditor = auditor
    self.session = session
  }

  /// A run that breaks this many invariants is not followed further.
  private static let enough = 20

  /// The fleet of a seed.
  public static func plan(seed: UInt64, profile: Profile? = nil) -> FleetPlan {
    var maker = FleetMaker(seed: seed, profile: profile ?? .of(seed: seed))
    return maker.plan()
  }

  /// The command that runs this very case again.
  public var replayCommand: String {
    "swift run -c release rolldeck fuzz --seed \(seed) --seeds 1 --profile \(profile.rawValue)"
  }
}
