import FleetModel
import FleetSession

/// Reads line after line; PowerShell's variables live as long as it.
struct HowToReader {
  var names: FleetNames
  let end: Int
  private(set) var commands: [Command] = []
  private var bound: [String: HowToWord] = [:]
  private var pending: [PendingChange] = []

  /// A change to a set's model that waits for `Update-AzVmss`.
  private struct PendingChange {
    let arguments: HowToArguments
    let isRemoval: Bool
  }

  init(names: FleetNames, end: Int) {
    self.names = names
    self.end = end
  }

  mutating func read(_ line: [HowToWord]) throws(CommandSyntaxError) {
    var words = line[...]
    var variable: HowToWord?
    if let first = words.first, first.text.hasPrefix("$"), words.dropFirst().first?.text == "=" {
      variable = first
      words = words.dropFirst(2)
    }
    guard let verb = words.first else {
      throw CommandSyntaxError(
        column: end, "expected a command behind =, found the end", mend: "for example Get-AzVmss")
    }
    // `$name = "text"` sets a name aside for later lines.
    if let variable, words.count == 1, !HowToLine.begins(with: verb.text) {
      bound[variable.text.lowercased()] = verb
      return
    }
    let isCmdlet = verb.text != "az"
    let entry = try isCmdlet ? Self.cmdlet(verb) : Self.azCommand(words)
    let options = words.dropFirst(isCmdlet ? 1 : entry.words.count + 1).map { resolved($0) }
    let arguments = try HowToArguments(
      options[...], of: entry, verb: verb, end: line.last.map { $0.column + $0.text.unicodeScalars.count } ?? end,
      isCmdlet: isCmdlet)
    try carryOut(entry.verb, arguments, variable)
  }

  /// Refuses a change that no later line puts into effect.
  func finish() throws(CommandSyntaxError) {
    guard let change = pending.first else { return }
    throw CommandSyntaxError(
      column: change.arguments.verb.column, "\(QuotedText.quoted(change.arguments.verb.text)) alone changes nothing",
      mend: "let Update-AzVmss follow, with the same variable")
  }

  private func resolved(_ word: HowToWord) -> HowToWord {
    guard word.text.hasPrefix("$"), let value = bound[word.text.lowercased()] else { return word }
    return HowToWord(text: value.text, column: word.column, isQuoted: true)
  }

  private static func cmdlet(_ word: HowToWord) throws(CommandSyntaxError) -> HowToVerbEntry {
    let known = HowToVerbEntry.powerShell
    if let entry = known.first(where: { $0.name.lowercased() == word.text.lowercased() }) { return entry }
    let hint = NearestWord.hint(for: word.text, in: known.map(\.name))
    throw CommandSyntaxError(
      column: word.column, "there is no cmdlet \(QuotedText.quoted(word.text)) here",
      mend: hint.isEmpty ? "cmdlets are \(known.map(\.name).joined(separator: ", "))" : hint)
  }

  private static func azCommand(_ words: ArraySlice<HowToWord>) throws(CommandSyntaxError) -> HowToVerbEntry {
    let spoken = words.dropFirst().prefix { !$0.text.hasPrefix("-") }
    let known = HowToVerbEntry.az
    if let entry = known.first(where: { spoken.map(\.text).starts(with: $0.words) }) { return entry }
    let most = known.map { entry in zip(spoken, entry.words).prefix { $0.text == $1 }.count }.max() ?? 0
    let wrong = spoken.dropFirst(most).first
    let column = wrong?.column ?? (words.first?.column ?? 1)
    let fitting = known.filter {
      $0.words.prefix(most).elementsEqual(spoken.prefix(most).map(\.text)) && $0.words.count > most
    }
    let hint = wrong.map { NearestWord.hint(for: $0.text, in: fitting.map { $0.words[most] }) } ?? ""
    throw CommandSyntaxError(
      column: column, "there is no az \(spoken.map(\.text).joined(separator: " ")) here",
      mend: hint.isEmpty ? "commands are \(fitting.map { "az \($0.name)" }.joined(separator: ", "))" : hint)
  }

  private mutating func carryOut(
    _ verb: HowToVerb, _ arguments: HowToArguments, _ variable: HowToWord?
  ) throws(CommandSyntaxError) {
    switch verb {
    case .setMachineExtension:
      let word = try arguments.required(.machine, what: "the name of the VM")
      commands.append(try setting(arguments, on: .machine(try machine(word)), at: word))
    case .setScaleSetExtension:
      let word = try arguments.required(.scaleSet, what: "the name of the scale set")
      commands.append(try setting(arguments, on: .group(try scaleSet(word)), at: word))
    case .deleteMachineExtension:
      let scope = FleetScope.machine(try machine(try arguments.required(.machine, what: "the name of the VM")))
      commands.append(.undeploy(handler: try handlerByName(arguments), scope: scope))
    case .deleteScaleSetExtension:
      let scope = FleetScope.group(try scaleSet(try arguments.required(.scaleSet, what: "the name of the scale set")))
      commands.append(.undeploy(handler: try handlerByName(arguments), scope: scope))
    case .bindScaleSet:
      let word = try arguments.required(.scaleSet, .extensionName, what: "the name of the scale set")
      _ = try scaleSet(word)
      if let variable { bound[variable.text.lowercased()] = word }
    case .addToModel, .removeFromModel:
      pending.append(PendingChange(arguments: arguments, isRemoval: verb == .removeFromModel))
    case .updateScaleSet: try update(arguments)
    case .registerFeature, .unregisterFeature, .registerProvider: commands += try enrolment(verb, arguments)
    case .look: break
    }
  }

  private mutating func update(_ arguments: HowToArguments) throws(CommandSyntaxError) {
    let word = try arguments.required(.scaleSet, .scaleSetObject, what: "the name of the scale set")
    let group = try scaleSet(word)
    let sent = arguments.optional(.scaleSetObject)
    for change in pending {
      if let sent, let model = change.arguments.optional(.scaleSetObject),
        model.text.lowercased() != sent.text.lowercased()
      {
        throw CommandSyntaxError(
          column: model.column,
          "\(QuotedText.quoted(change.arguments.verb.text)) changes another model than the one sent",
          mend: "name the same variable here and behind Update-AzVmss")
      }
      if change.isRemoval {
        commands.append(.undeploy(handler: try handlerByName(change.arguments), scope: .group(group)))
      } else {
        commands.append(try setting(change.arguments, on: .group(group), at: word))
      }
    }
    pending = []
  }

  private func setting(
    _ arguments: HowToArguments, on scope: FleetScope, at place: HowToWord
  ) throws(CommandSyntaxError) -> Command {
    let type = try arguments.required(.type, what: "the type of the extension")
    let publisher = try arguments.required(.publisher, what: "the publisher")
    let version = arguments.optional(.version)
    let automatic = try arguments.flag(.automatic) ?? false
    let minorOn = try arguments.flag(.minorOn)
    let minorOff = try arguments.flag(.minorOff)
    let request = ExtensionRequest(
      publisher: publisher.text, type: type.text, version: version?.text,
      autoUpgradeMinorVersion: minorOn ?? !(minorOff ?? false),
      enableAutomaticUpgrade: automatic)
    do throws(ExtensionRefusal) {
      return try request.command(on: scope, in: names.fleet)
    } catch {
      switch error {
      case .unknownExtension:
        let isType = names.fleet.handlers.contains { $0.type.lowercased() == type.text.lowercased() }
        let known = names.fleet.handlers.map { isType ? $0.publisher : $0.type }
        let wrong = isType ? publisher : type
        throw refusal(error, at: wrong, mend: NearestWord.hint(for: wrong.text, in: known))
      case .noSuchVersion, .notMajorMinor: throw refusal(error, at: version ?? type)
      case .unsupported: throw refusal(error, at: type)
      case .serviceFabric, .notEnrolled: throw refusal(error, at: place)
      }
    }
  }

  private func refusal(_ error: ExtensionRefusal, at word: HowToWord, mend: String = "") -> CommandSyntaxError {
    CommandSyntaxError(column: word.column, "\(error)", mend: mend, isUnknownName: true)
  }

  /// An extension is called after its type unless its owner gave it another name.
  private func handlerByName(_ arguments: HowToArguments) throws(CommandSyntaxError) -> HandlerIndex {
    let word = try arguments.required(.type, .extensionName, what: "the name of the extension")
    let handlers = names.fleet.handlers
    if let handler = handlers.firstIndex(where: { $0.type.lowercased() == word.text.lowercased() }) { return handler }
    throw CommandSyntaxError(
      column: word.column, "there is no extension \(QuotedText.quoted(word.text))",
      mend: NearestWord.hint(for: word.text, in: handlers.map(\.type)), isUnknownName: true)
  }

  private mutating func machine(_ word: HowToWord) throws(CommandSyntaxError) -> VMIndex {
    if let vm = names.machine(named: word.text) { return vm }
    throw CommandSyntaxError(
      column: word.column, "there is no VM \(QuotedText.quoted(word.text))",
      mend: "write the name of one of the fleet's VMs", isUnknownName: true)
  }

  private mutating func scaleSet(_ word: HowToWord) throws(CommandSyntaxError) -> GroupIndex {
    if let group = names.group(named: word.text), names.fleet.kind(of: group) == .scaleSet { return group }
    throw CommandSyntaxError(
      column: word.column, "there is no scale set \(QuotedText.quoted(word.text))",
      mend: NearestWord.hint(for: word.text, in: names.groupNames), isUnknownName: true)
  }
}
