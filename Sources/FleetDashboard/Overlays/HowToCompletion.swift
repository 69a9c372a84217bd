import FleetModel
import FleetSession

/// What the last word of a line of Azure's how-to may become: verbs, option names, and their values in this fleet.
struct HowToCompletion {
  let fleet: Fleet

  /// What the value of an option is.
  enum Value: Sendable {
    case resourceGroup, machine, scaleSet, publisher, type, version, flag, namespace, feature, subscription, region
    /// Nothing that could be offered.
    case free
    /// No value follows.
    case none
  }

  /// A verb with its options; a test holds them against the reader.
  struct Verb: Sendable {
    let words: [String]
    let options: [(name: String, value: Value)]
  }

  private static let azSet: [(name: String, value: Value)] = [
    ("--resource-group", .resourceGroup), ("--name", .type), ("--publisher", .publisher), ("--version", .version),
    ("--enable-auto-upgrade", .flag), ("--no-auto-upgrade-minor-version", .flag), ("--settings", .free),
    ("--protected-settings", .free), ("--extension-instance-name", .free), ("--force-update", .none),
    ("--no-wait", .none), ("--subscription", .subscription),
  ]
  private static let azFeature: [(name: String, value: Value)] = [
    ("--namespace", .namespace), ("--name", .feature), ("--subscription", .subscription),
  ]
  private static let azProvider: [(name: String, value: Value)] = [
    ("--namespace", .namespace), ("--wait", .none), ("--subscription", .subscription),
  ]
  private static let cmdletSet: [(name: String, value: Value)] = [
    ("-ResourceGroupName", .resourceGroup), ("-Name", .free), ("-Publisher", .publisher),
    ("-TypeHandlerVersion", .version), ("-EnableAutomaticUpgrade", .flag), ("-Location", .region), ("-Settings", .free),
  ]
  private static let cmdletFeature: [(name: String, value: Value)] = [
    ("-FeatureName", .feature), ("-ProviderNamespace", .namespace),
  ]

  static let verbs: [Verb] = [
    Verb(words: ["az", "vm", "extension", "set"], options: [("--vm-name", .machine)] + azSet),
    Verb(words: ["az", "vm", "extension", "delete"], options: [("--vm-name", .machine)] + azSet.prefix(2)),
    Verb(words: ["az", "vmss", "extension", "set"], options: [("--vmss-name", .scaleSet)] + azSet),
    Verb(words: ["az", "vmss", "extension", "delete"], options: [("--vmss-name", .scaleSet)] + azSet.prefix(2)),
    Verb(words: ["az", "feature", "register"], options: azFeature),
    Verb(words: ["az", "feature", "unregister"], options: azFeature),
    Verb(words: ["az", "feature", "show"], options: azFeature),
    Verb(words: ["az", "provider", "register"], options: azProvider),
    Verb(words: ["az", "provider", "show"], options: Array(azProvider.prefix(1))),
    Verb(words: ["Set-AzVMExtension"], options: [("-VMName", .machine), ("-ExtensionType", .type)] + cmdletSet),
    Verb(words: ["Remove-AzVMExtension"], options: [("-VMName", .machine)] + cmdletSet.prefix(2)),
    Verb(words: ["Get-AzVmss"], options: [("-ResourceGroupName", .resourceGroup), ("-VMScaleSetName", .scaleSet)]),
    Verb(words: ["Add-AzVmssExtension"], options: [("-VirtualMachineScaleSet", .free), ("-Type", .type)] + cmdletSet),
    Verb(words: ["Remove-AzVmssExtension"], options: [("-VirtualMachineScaleSet", .free), ("-Name", .free)]),
    Verb(
      words: ["Update-AzVmss"],
      options: [
        ("-ResourceGroupName", .resourceGroup), ("-Name", .scaleSet), ("-VirtualMachineScaleSet", .free),
      ]),
    Verb(words: ["Register-AzProviderFeature"], options: cmdletFeature),
    Verb(words: ["Unregister-AzProviderFeature"], options: cmdletFeature),
    Verb(words: ["Register-AzResourceProvider"], options: Array(cmdletFeature.suffix(1))),
  ]

  /// Whole lines, best first; nil if the text is no line of a how-to.
  func lines(for text: String) -> [String]? {
    let line = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).last ?? ""
    var words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let word = words.popLast() ?? ""
    let prefix = String(text.dropLast(word.count))
    words.removeAll(where: \.isEmpty)
    if words.count >= 2, words[0].hasPrefix("$"), words[1] == "=" { words.removeFirst(2) }
    guard let first = words.first else {
      let isCmdlet = word.contains("-") && Self.verbs.contains { $0.words[0].lowercased().hasPrefix(word.lowercased()) }
      guard isCmdlet else { return nil }
      return offer(Self.verbs.filter { $0.words.count == 1 }.map(\.words[0]), word, prefix)
    }
    guard first == "az" || Self.verbs.contains(where: { $0.words[0].lowercased() == first.lowercased() }) else {
      return nil
    }
    let spoken = words.prefix { !$0.hasPrefix("-") }
    guard let verb = Self.verbs.first(where: { Self.begin(spoken, with: $0.words) }) else {
      let following = Self.verbs.filter { $0.words.count > spoken.count && Self.begin($0.words[...], with: spoken) }
      var next: [String] = []
      for verb in following where !next.contains(verb.words[spoken.count]) { next.append(verb.words[spoken.count]) }
      return offer(next, word, prefix)
    }
    let given = words.dropFirst(verb.words.count)
    if !word.hasPrefix("-"), let option = given.last,
      let value = verb.options.first(where: { $0.name.lowercased() == option.lowercased() })?.value, value != .none
    {
      return offer(values(value, word, Array(given), verb), word, prefix)
    }
    let used = Set(given.map { $0.lowercased() })
    return offer(verb.options.map(\.name).filter { !used.contains($0.lowercased()) }, word, prefix)
  }

  private func offer(_ names: [String], _ word: String, _ prefix: String) -> [String] {
    Completion.ranked(names, word).prefix(Completion.most).map { prefix + $0 + " " }
  }

  private static func begin(_ words: some Sequence<String>, with start: some Sequence<String>) -> Bool {
    words.map { $0.lowercased() }.starts(with: start.map { $0.lowercased() })
  }

  private func values(_ value: Value, _ word: String, _ given: [String], _ verb: Verb) -> [String] {
    switch value {
    case .resourceGroup: fleet.regions.map { "rg-" + $0.name }
    case .region: fleet.regions.map(\.name)
    case .machine: Completion(fleet: fleet).machines(word)
    case .scaleSet: scaleSets(word)
    case .publisher: unique(handlers(given, verb).map(\.publisher))
    case .type: unique(handlers(given, verb).map(\.type))
    case .version: unique(handlers(given, verb).flatMap { $0.versions.map { "\($0.major).\($0.minor)" } })
    case .flag: ["true", "false"]
    case .namespace: ["Microsoft.Compute"]
    case .feature: ["AutomaticExtensionUpgradePreview"]
    case .subscription: fleet.subscriptions.map(\.name)
    case .free, .none: []
    }
  }

  /// The handlers that fit what was said of publisher and type so far.
  private func handlers(_ given: [String], _ verb: Verb) -> [ExtensionHandler] {
    func said(_ value: Value) -> String? {
      for (option, text) in zip(given, given.dropFirst()) {
        let known = verb.options.first { $0.name.lowercased() == option.lowercased() }
        if known?.value == value { return text.lowercased() }
      }
      return nil
    }
    let (publisher, type) = (said(.publisher), said(.type))
    return fleet.handlers.filter { handler in
      (publisher.map { $0 == handler.publisher.lowercased() } ?? true)
        && (type.map { $0 == handler.type.lowercased() } ?? true)
    }
  }

  private func scaleSets(_ word: String) -> [String] {
    var names: [String] = []
    for group in fleet.groups.indices where fleet.kind(of: group) == .scaleSet && names.count < Completion.most {
      let name = fleet.name(ofGroup: group)
      if name.lowercased().hasPrefix(word.lowercased()) { names.append(name) }
    }
    return names
  }

  private func unique(_ names: [String]) -> [String] {
    var found: [String] = []
    for name in names where !found.contains(name) { found.append(name) }
    return found
  }
}
