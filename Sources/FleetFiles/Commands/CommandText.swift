public import FleetModel
public import FleetSession
import FleetSimulator

/// Writes commands in the form that `CommandParser` reads back to the same value.
public enum CommandText {
  /// The canonical text of a command to a fleet. Rules of a `publish` are taken to be about its own version.
  public static func text(of command: Command, in fleet: Fleet) -> String {
    func name(_ handler: HandlerIndex) -> String { self.name(of: handler, in: fleet) }
    func text(_ scope: FleetScope) -> String { self.text(of: scope, in: fleet) }
    func onOff(_ isOn: Bool) -> String { isOn ? "on" : "off" }
    func rollout(_ number: Int?) -> String { number.map { " \($0)" } ?? "" }
    func share(_ share: PartsPerMillion) -> String {
      share == 1_000_000 ? "" : " share=\(Quantity.text(share: share))"
    }
    switch command {
    case .publish(let handler, let version, let regions, let quality):
      let rules = quality.map { self.text(of: $0, in: fleet) }.joined(separator: " and ")
      return
        "publish \(name(handler)) \(version)\(self.text(of: regions, in: fleet))\(rules.isEmpty ? "" : " \(rules)")"
    case .withdraw(let handler, let version): return "withdraw \(name(handler)) \(version)"
    case .setAutomatic(let handler, let isOn, let scope): return "auto \(onOff(isOn)) \(name(handler)) \(text(scope))"
    case .deploy(let handler, let version, let isAutomatic, let scope):
      return "deploy \(name(handler)) \(version) \(text(scope)) auto=\(onOff(isAutomatic))"
    case .undeploy(let handler, let scope): return "undeploy \(name(handler)) \(text(scope))"
    case .describe(let handler, let details, let scope):
      return "describe \(name(handler)) \(text(scope))\(self.text(of: details))"
    case .inject(let fault, let scope, let part, let duration):
      let time = duration.map { " for=\(Quantity.text($0))" } ?? ""
      return "break \(self.text(of: fault)) \(text(scope))\(share(part))\(time)"
    case .mend(let scope): return "mend \(text(scope))"
    case .poison(let rule):
      let version = rule.version?.description ?? "any"
      return "poison \(name(rule.handler)) \(version) \(self.text(of: rule, in: fleet))"
    case .power(let isOn, let scope, let part): return "power \(onOff(isOn)) \(text(scope))\(share(part))"
    case .maintain(let scope, let part, let duration):
      return "maintain \(text(scope))\(share(part)) for=\(Quantity.text(duration))"
    case .outage(let scope, let duration): return "outage \(text(scope)) for=\(Quantity.text(duration))"
    case .scale(let group, let count): return "scale \(word(fleet.name(ofGroup: group))) \(count)"
    case .remove(let vm): return "remove \(word(fleet.name(of: vm)))"
    case .protect(let isOn, let scope): return "protect \(onOff(isOn)) \(text(scope))"
    case .upgradeModel(let isLatest, let scope): return "model \(isLatest ? "latest" : "behind") \(text(scope))"
    case .registerFeature(let index): return "feature register \(word(fleet.subscriptions[index].name))"
    case .unregisterFeature(let index): return "feature unregister \(word(fleet.subscriptions[index].name))"
    case .registerProvider(let index): return "provider register \(word(fleet.subscriptions[index].name))"
    case .hold(let number): return "hold\(rollout(number))"
    case .resume(let number): return "resume\(rollout(number))"
    case .skip(let number): return "skip \(number)"
    case .cancel(let number): return "cancel \(number)"
    case .cancelRun(let group): return "cancel \(text(.group(group)))"
    case .retry(let number, let scope):
      return "retry\(number.map { " rollout=\($0)" } ?? "") \(text(scope))"
    case .control(let control, let handler, let version):
      let name =
        Quantity.whole(fleet.handlers[handler].type) == nil
        ? name(handler) : QuotedText.escaped(fleet.handlers[handler].name)
      let version = version.map(\.description)
      if case .retry(let scope) = control {
        return "retry rollout=\(name)\(version.map { ",\($0)" } ?? "") \(text(scope))"
      }
      return "\(verb(of: control)) \(name)\(version.map { " \($0)" } ?? "")"
    }
  }

  private static func verb(of control: RolloutControl) -> String {
    switch control {
    case .hold: "hold"
    case .resume: "resume"
    case .skip: "skip"
    case .cancel: "cancel"
    case .retry: "retry"
    }
  }

  /// The canonical text of a scope.
  public static func text(of scope: FleetScope, in fleet: Fleet) -> String {
    switch scope {
    case .all: "all"
    case .subscription(let index): "sub=\(word(fleet.subscriptions[index].name))"
    case .region(let region): "region=\(word(fleet.regions[region].name))"
    case .zone(let region, let zone): "zone=\(word(fleet.regions[region].name))/\(zone == 0 ? "none" : String(zone))"
    case .group(let group): "group=\(word(fleet.name(ofGroup: group)))"
    case .updateDomain(let group, let domain): "ud=\(word(fleet.name(ofGroup: group)))/\(domain)"
    case .machine(let vm): "vm=\(word(fleet.name(of: vm)))"
    }
  }

  private static func text(of details: ExtensionDetails) -> String {
    func option(_ key: String, _ value: String?) -> String { value.map { " \(key)=\(QuotedText.escaped($0))" } ?? "" }
    return option("name", details.name) + option("version", details.version)
      + (details.takesMinorVersions ? "" : " minor=off") + option("settings", details.settings)
      + option("tags", details.tags) + option("force", details.forceUpdateTag)
      + details.provisionAfter.map { option("after", $0) }.joined()
      + (details.hasProtectedSettings ? " protected=on" : "")
  }

  /// The type alone where that is clear.
  private static func name(of handler: HandlerIndex, in fleet: Fleet) -> String {
    let entry = fleet.handlers[handler]
    let isClear = fleet.handlers.count { $0.type == entry.type || $0.name == entry.type } == 1
    return word(isClear ? entry.type : entry.name)
  }

  private static func text(of regions: RegionScope, in fleet: Fleet) -> String {
    switch regions {
    case .all: ""
    case .only(let regions): " regions=" + regions.map { word(fleet.regions[$0].name) }.joined(separator: ",")
    }
  }

  private static func text(of fault: Fault) -> String {
    if case .slowHealth(let time) = fault { return "\(FaultWords.slowHealth)=\(Quantity.text(time))" }
    return FaultWords.plain.first { $0.value == fault }?.word ?? ""
  }

  private static func text(of rule: QualityRule, in fleet: Fleet) -> String {
    let good = VersionQuality()
    var words: [String] = []
    if let os = rule.os { words.append("os=\(os.rawValue)") }
    if let region = rule.region { words.append("region=\(word(fleet.regions[region].name))") }
    if let size = rule.size { words.append("size=\(word(size))") }
    for (_, key, path) in QualityWords.times where rule.quality[keyPath: path] != good[keyPath: path] {
      words.append("\(key)=\(Quantity.text(rule.quality[keyPath: path]))")
    }
    for (_, key, path) in QualityWords.shares where rule.quality[keyPath: path] != good[keyPath: path] {
      words.append("\(key)=\(Quantity.text(share: rule.quality[keyPath: path]))")
    }
    if rule.quality == good { words.append("good") }
    return words.joined(separator: " ")
  }

  /// A name, in quotes where it could be taken for something else.
  private static func word(_ name: String) -> String {
    let isPlain =
      !name.isEmpty && !["all", "any", "good", "and"].contains(name)
      && name.unicodeScalars.allSatisfy { !" \t\"\\=,#".unicodeScalars.contains($0) && !QuotedText.isHidden($0) }
    return isPlain ? name : QuotedText.escaped(name)
  }
}
