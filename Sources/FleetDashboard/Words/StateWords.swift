import FleetModel
import RolloutOrchestrator
import TextCanvas

/// The one cell grammar: which glyph and which word a state has, on every screen and in the plain output.
enum StateWords {
  /// VMs that are unhealthy without the rollout's doing; it counts against the limits of R14 and R15.
  static let sick: Unicode.Scalar = "x"
  /// VMs that are no part of the rollout.
  static let notPart: Unicode.Scalar = "-"
  /// Cells with fewer VMs than this show a single failure; in larger ones it takes more than the limit's share.
  static let smallCell = 20
  /// What share of a cell's VMs must be silent before the cell says so, in percent.
  static let silentPercent = 10
  /// What share must be unhealthy, failed or rolled back, in percent: the default limit of R14.
  static let badPercent = 20

  static func role(_ state: MachineState) -> Role {
    switch state {
    case .notPart: .dim
    case .excluded: .held
    case .waiting: .waiting
    case .installing: .updating
    case .watching: .watching
    case .rollingBack, .rolledBack: .rolledBack
    case .failed: .failed
    case .upgraded: .done
    }
  }

  static func word(_ state: MachineState) -> String {
    switch state {
    case .notPart: "not part"
    case .excluded: "left out"
    case .waiting: "waiting"
    case .installing: "updating"
    case .watching: "watching"
    case .rollingBack: "rolling back"
    case .rolledBack: "rolled back"
    case .failed: "failed"
    case .upgraded: "done"
    }
  }

  /// How a VM is; of one that is stopped nothing is known.
  static func health(of vm: VMIndex, in fleet: Fleet) -> String {
    fleet.isRunning(vm) ? fleet.health(of: vm).word : "stopped"
  }

  static func glyph(_ state: MachineState, _ glyphs: GlyphSet) -> Unicode.Scalar {
    state == .notPart ? notPart : glyphs.glyph(of: role(state)) ?? notPart
  }

  /// What one cell shows for the VMs behind it: trouble first, then what is going on, then how far it is.
  static func cell(_ counts: StateCounts, _ glyphs: GlyphSet) -> (scalar: Unicode.Scalar, role: Role) {
    let total = counts.total
    func isMuch(_ count: Int) -> Bool { count > 0 && (total < smallCell || count * 100 > badPercent * total) }
    guard total > 0 else { return (" ", .normal) }
    if isMuch(counts.failed) { return (glyphs.failed, .failed) }
    if isMuch(counts.sick) { return (sick, .failureText) }
    if counts.silent * 100 > silentPercent * total { return (glyphs.silent, .silent) }
    if isMuch(counts.rolledBack + counts.rollingBack) { return (glyphs.rolledBack, .rolledBack) }
    if counts.notPart == total { return (notPart, .dim) }
    if counts.eligible == 0 { return (glyphs.held, .held) }
    let digit = counts.upgraded * 10 / counts.eligible
    if counts.inFlight > 0 {
      let role: Role = counts.watching >= counts.installing ? .watching : .updating
      if total >= smallCell, digit > 0 { return (scalar(digit), role) }
      return (role == .watching ? glyphs.watching : glyphs.updating, role)
    }
    if counts.upgraded == counts.eligible { return (glyphs.done, .done) }
    if counts.upgraded == 0 { return (glyphs.waiting, .waiting) }
    return (scalar(digit), .done)
  }

  private static func scalar(_ digit: Int) -> Unicode.Scalar { Unicode.Scalar(UInt8(48 + min(9, digit))) }
}
