import FleetModel
import FleetSession
import FleetSimulator
import RolloutOrchestrator

/// A menu that says what it will do before Enter does it.
struct Dialog: Sendable, Equatable {
  enum Kind: Sendable, Equatable { case faults, automatic, publish, retry, control, runTo, sort, write, fork, quit }

  var kind: Kind
  var selection: Selection
  var row = 0
  /// Places in `shares`, `durations` and `qualities`.
  var share = 0
  var duration = 1
  var quality = 0

  init(_ kind: Kind, _ selection: Selection) {
    self.kind = kind
    self.selection = selection
  }

  static let shares: [PartsPerMillion] = [1_000_000, 500_000, 200_000, 100_000, 50_000, 10_000]
  static let durations: [Milliseconds?] = [
    5 * Span.minute, 15 * Span.minute, Span.hour, 6 * Span.hour, 24 * Span.hour, nil,
  ]
}

/// What a menu offers at this moment.
struct DialogContent {
  var title: String
  var items: [Item] = []
  /// What left and right, and Tab, change; empty if nothing.
  var options: [String] = []
  /// Why nothing can be done.
  var refusal: String?

  struct Item {
    var label: String
    var sentence: String
    var requests: [DashboardRequest]
  }
}

/// Fills the menus from the state of the run.
struct DialogBook {
  let session: Session
  let view: ViewState
  let dialog: Dialog

  private var fleet: Fleet { session.fleet }
  private var names: PlaceNames { PlaceNames(fleet: fleet) }
  private var effects: EffectWords { EffectWords(session: session) }

  var content: DialogContent {
    switch dialog.kind {
    case .faults: faults
    case .automatic: automatic
    case .publish: publish
    case .retry: retry
    case .control: control
    case .runTo: runTo
    case .sort: DialogContent(title: "Sort by")
    case .write: DialogContent(title: "Write to a file")
    case .fork: fork
    case .quit: quit
    }
  }

  private func item(_ label: String, _ command: Command) -> DialogContent.Item {
    DialogContent.Item(label: label, sentence: effects.sentence(command), requests: [.command(command)])
  }

  // MARK: Faults

  private var faults: DialogContent {
    if case .version(let handler, let version) = dialog.selection { return poison(handler, version) }
    guard let scope = dialog.selection.scope(fleet) else {
      return DialogContent(title: "Faults", refusal: "Choose a region, a zone, a set or a VM first.")
    }
    let share = Dialog.shares[dialog.share]
    let duration = Dialog.durations[dialog.duration]
    let kinds: [(String, Fault)] = [
      ("unhealthy", .unhealthy), ("lost signal", .signalLost), ("flapping health", .flapping),
      ("lost agent", .agentLost), ("installs fail", .installFails), ("installs hang", .installHangs),
      ("slow health: 6 m after an install", .slowHealth(6 * Span.minute)), ("rollbacks fail", .rollbackFails),
      ("rollbacks hang", .rollbackHangs),
    ]
    var content = DialogContent(title: "Disturb \(names.scope(scope))")
    content.items = kinds.map { item($0.0, .inject($0.1, scope: scope, share: share, duration: duration)) }
    content.items.append(item("power off", .power(isOn: false, scope: scope, share: share)))
    content.items.append(item("power on", .power(isOn: true, scope: scope, share: 1_000_000)))
    content.items.append(
      item("maintenance", .maintain(scope: scope, share: share, duration: duration ?? 24 * Span.hour)))
    if case .region = scope {
      content.items.append(item("outage", .outage(scope: scope, duration: duration ?? 24 * Span.hour)))
    }
    if case .zone = scope {
      content.items.append(item("outage", .outage(scope: scope, duration: duration ?? 24 * Span.hour)))
    }
    content.items.append(item("mend everything here", .mend(scope: scope)))
    content.options = [
      "share \(Figures.share(share)) (left, right)",
      "for \(duration.map(Figures.duration) ?? "ever, until mended") (Tab)",
    ]
    return content
  }

  private func poison(_ handler: HandlerIndex, _ version: VersionIndex) -> DialogContent {
    let target = fleet.handlers[handler].versions[version]
    var content = DialogContent(title: "Quality of \(names.handler(handler)) \(Figures.version(target))")
    content.items = QualityPreset.all.map { preset in
      item(preset.label, .poison(QualityRule(handler: handler, version: target, quality: preset.quality)))
    }
    return content
  }

  // MARK: Owners

  private var automatic: DialogContent {
    guard let scope = dialog.selection.scope(fleet) else {
      return DialogContent(title: "Automatic upgrade", refusal: "Choose a region, a zone, a set or a VM first.")
    }
    var content = DialogContent(title: "Automatic upgrade of \(names.scope(scope))")
    let only: HandlerIndex?
    if case .machine(_, let handler) = dialog.selection { only = handler } else { only = nil }
    for handler in fleet.handlers.indices where only.map({ $0 == handler }) ?? true {
      let machines = fleet.machines(in: scope).filter { fleet.version(of: handler, on: $0) != nil }
      guard !machines.isEmpty else { continue }
      let on = machines.count { fleet.isAutomatic(handler, on: $0) }
      let order = on * 2 >= machines.count ? [false, true] : [true, false]
      for isOn in order where isOn ? on < machines.count : on > 0 {
        content.items.append(
          item(
            "\(names.handler(handler)) \(isOn ? "on" : "off")   (now on for \(on) of \(machines.count))",
            .setAutomatic(handler: handler, isOn: isOn, scope: scope)))
      }
    }
    if content.items.isEmpty { content.refusal = "No VM here has an extension of the catalogue." }
    return content
  }

  private var publish: DialogContent {
    var content = DialogContent(title: "Publish a version")
    let preset = QualityPreset.all[dialog.quality]
    // The chosen extension comes first.
    let chosen = dialog.selection.handler
    let handlers = fleet.handlers.indices.filter { $0 == chosen } + fleet.handlers.indices.filter { $0 != chosen }
    for handler in handlers {
      guard let newest = fleet.handlers[handler].versions.max() else { continue }
      let version = HandlerVersion(newest.major, newest.minor, newest.build + 1)
      content.items.append(
        item(
          "\(names.handler(handler)) \(Figures.version(version))",
          .publish(
            handler: handler, version: version, regions: .all,
            quality: [QualityRule(handler: handler, version: version, quality: preset.quality)])))
    }
    content.options = ["quality: \(preset.label) (left, right)"]
    return content
  }

  // MARK: Operators

  private var retry: DialogContent {
    var content = DialogContent(title: "Retry now")
    let own: FleetScope?
    switch dialog.selection {
    case .group(let group), .domain(let group, _, _): own = .group(group)
    case .machine(let vm, _): own = .machine(vm)
    case .rollout, .phase, .region, .zone, .version, .nothing: own = nil
    }
    if let own { content.items.append(item(names.scope(own), .retry(rollout: nil, scope: own))) }
    if let id = view.rollout, session.orchestrator.rollouts[id - 1].isLive {
      content.items.append(item("everything of rollout \(id)", .retry(rollout: id, scope: .all)))
    }
    content.items.append(item("everything that failed", .retry(rollout: nil, scope: .all)))
    return content
  }

  private var control: DialogContent {
    var content = DialogContent(title: "Rollouts")
    for rollout in session.orchestrator.rollouts.reversed() where rollout.isLive {
      let name = "rollout \(rollout.id), \(names.handler(rollout.handler)) \(Figures.version(rollout.targetVersion))"
      content.items.append(
        rollout.isHeld
          ? item("resume \(name)", .resume(rollout: rollout.id)) : item("hold \(name)", .hold(rollout: rollout.id)))
      if rollout.stage != .passed {
        content.items.append(item("skip its phase \(rollout.phase + 1)", .skip(rollout: rollout.id)))
      }
      content.items.append(item("cancel it", .cancel(rollout: rollout.id)))
      content.items.append(
        item("withdraw the version", .withdraw(handler: rollout.handler, version: rollout.targetVersion)))
    }
    let live = session.orchestrator.rollouts.filter(\.isLive)
    let own = dialog.selection.handler.flatMap { handler in live.last { $0.handler == handler } }
    if let id = own?.id ?? view.rollout, session.orchestrator.rollouts[id - 1].isLive,
      let place = content.items.firstIndex(where: { $0.label.contains("rollout \(id),") })
    {
      content.items = Array(content.items[place...] + content.items[..<place])
    }
    if content.items.isEmpty { content.refusal = "No rollout is running." }
    return content
  }

  private var runTo: DialogContent {
    var content = DialogContent(title: "Run to")
    content.items = RunTarget.allCases.map { target in
      DialogContent.Item(
        label: target.rawValue, sentence: "Lets time pass until \(target.rawValue), then stops the clock.",
        requests: [.runTo(target)])
    }
    return content
  }

  // MARK: The program

  private var fork: DialogContent {
    DialogContent(
      title: "What if?",
      items: [
        .init(
          label: "go on from here",
          sentence:
            "Ends the live run, whose recording stays, and goes on live from \(Figures.clock(session.now)) with the same seed, in a recording of its own.",
          requests: [.fork]),
        .init(label: "stay", sentence: "Nothing changes.", requests: []),
      ])
  }

  private var quit: DialogContent {
    DialogContent(
      title: "Quit?",
      items: [
        .init(label: "quit", sentence: "Ends the program; this run is gone.", requests: [.quit]),
        .init(label: "stay", sentence: "Goes on.", requests: []),
      ])
  }
}

extension Selection {
  /// The extension that it is about, where it is about one.
  var handler: HandlerIndex? {
    switch self {
    case .version(let handler, _): handler
    case .machine(_, let handler): handler
    case .rollout, .phase, .region, .zone, .group, .domain, .nothing: nil
    }
  }

  /// The part of the fleet that a command about it names; nil where there is none.
  func scope(_ fleet: Fleet) -> FleetScope? {
    switch self {
    case .region(let region): .region(region)
    case .zone(let region, let zone): .zone(region, zone)
    case .group(let group): .group(group)
    case .domain(let group, _, let domain): domain.map { .updateDomain(group, $0) } ?? .group(group)
    case .machine(let vm, _): fleet.exists(vm) ? .machine(vm) : nil
    case .rollout, .version: .all
    case .phase, .nothing: nil
    }
  }
}

/// Qualities that a version can be published with at a key.
struct QualityPreset: Sendable {
  let label: String
  let quality: VersionQuality

  static let all: [QualityPreset] = [
    preset("good") { _ in },
    preset("1% of installs fail") { $0.installFailure = 10_000 },
    preset("10% of installs fail") { $0.installFailure = 100_000 },
    preset("every second VM turns unhealthy") { $0.unhealthy = 500_000 },
    preset("poison: every VM turns unhealthy") { $0.unhealthy = 1_000_000 },
    preset("slow: healthy about five minutes later") { $0.slowHealth = 500_000 },
    preset("10% sicken after their window") { $0.lateSickness = 100_000 },
    preset("installs fail and rollbacks fail") {
      $0.installFailure = 200_000
      $0.rollbackFailure = 500_000
    },
  ]

  private static func preset(_ label: String, _ change: (inout VersionQuality) -> Void) -> QualityPreset {
    var quality = VersionQuality()
    change(&quality)
    return QualityPreset(label: label, quality: quality)
  }
}
