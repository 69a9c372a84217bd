public import FleetModel

/// How one VM stands in one rollout, as a single word: what a cell of a map shows.
public enum MachineState: UInt8, Sendable, Equatable, CaseIterable {
  /// No part of the rollout: no handler, another major, or nothing to upgrade.
  case notPart
  /// It would be part but for a reason of R33, R34, R40 or R41.
  case excluded
  /// Eligible; its turn has not come.
  case waiting
  /// The install runs.
  case installing
  /// Installed; its health is watched (R2).
  case watching
  /// The previous version is being put back.
  case rollingBack
  /// The previous version is back; it waits for its retry (R7).
  case rolledBack
  /// The rollback failed; it needs a person (R8).
  case failed
  /// Upgraded by the rollout.
  case upgraded
}

/// How many VMs of a place stand how, and how many of them are unhealthy or silent.
public struct StateCounts: Sendable, Equatable {
  /// VMs by state.
  public private(set) var waiting = 0
  /// VMs that are no part of the rollout.
  public private(set) var notPart = 0
  /// VMs that would be part but for a reason.
  public private(set) var excluded = 0
  /// VMs whose install runs.
  public private(set) var installing = 0
  /// VMs inside their health window.
  public private(set) var watching = 0
  /// VMs that are being rolled back.
  public private(set) var rollingBack = 0
  /// VMs that were rolled back and wait for their retry.
  public private(set) var rolledBack = 0
  /// VMs that need a person.
  public private(set) var failed = 0
  /// VMs that were upgraded.
  public private(set) var upgraded = 0
  /// VMs that count as unhealthy, the silent ones left out.
  public private(set) var sick = 0
  /// VMs without a report.
  public private(set) var silent = 0

  /// Nothing counted yet.
  public init() {}

  /// VMs counted.
  public var total: Int { notPart + excluded + eligible }
  /// VMs that the rollout upgrades or upgraded.
  public var eligible: Int { waiting + inFlight + rolledBack + failed + upgraded }
  /// VMs between the start of their install and their verdict (R25b).
  public var inFlight: Int { installing + watching + rollingBack }

  /// Counts one VM; `step` is -1 for one that was counted and is no longer so.
  public mutating func count(_ state: MachineState, isSick: Bool, isSilent: Bool, by step: Int = 1) {
    switch state {
    case .notPart: notPart += step
    case .excluded: excluded += step
    case .waiting: waiting += step
    case .installing: installing += step
    case .watching: watching += step
    case .rollingBack: rollingBack += step
    case .rolledBack: rolledBack += step
    case .failed: failed += step
    case .upgraded: upgraded += step
    }
    if isSilent { silent += step } else if isSick { sick += step }
  }

  /// Counts the VMs of another place as well.
  public mutating func add(_ other: StateCounts) {
    waiting += other.waiting
    notPart += other.notPart
    excluded += other.excluded
    installing += other.installing
    watching += other.watching
    rollingBack += other.rollingBack
    rolledBack += other.rolledBack
    failed += other.failed
    upgraded += other.upgraded
    sick += other.sick
    silent += other.silent
  }
}

/// The VMs of one group in one zone and one update domain.
public struct DomainCell: Sendable, Equatable {
  /// Zone from 1; 0 is none.
  public let zone: Int
  /// Update domain; nil is none.
  public let updateDomain: Int?
  /// The VMs, ascending.
  public internal(set) var machines: [VMIndex]
  /// How they stand.
  public internal(set) var counts: StateCounts
}
