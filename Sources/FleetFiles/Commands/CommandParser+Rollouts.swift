import FleetModel
import FleetSession

// Which rollout a command is about: one has a number, which depends on what else there is, and an extension with a version.

extension CommandParser {
  /// The commands that name a rollout and nothing else: `skip 2`, `skip MonitorAgent`, `skip MonitorAgent 2.4.0`.
  mutating func control(
    _ control: RolloutControl, _ words: inout WordReader
  ) throws(CommandSyntaxError) -> Command {
    let word = try words.next("a rollout", mend: "write its number or its extension, for example 1")
    let isOption = word.option?.key == "rollout"
    switch try rollout(isOption ? word.list : [word.text], word) {
    case .number(let number): return Self.command(control, number)
    case .extension(let handler, let version):
      guard version == nil, !words.isAtEnd else { return .control(control, handler: handler, version: version) }
      return .control(control, handler: handler, version: try words.version())
    }
  }

  /// `retry [rollout=ROLLOUT] [all|group=NAME|vm=NAME]`.
  mutating func retry(_ words: inout WordReader) throws(CommandSyntaxError) -> Command {
    let name = try words.take(option: "rollout").map { word throws(CommandSyntaxError) in try rollout(word.list, word) }
    var scope = FleetScope.all
    if !words.isAtEnd {
      let word = try words.next("a scope", mend: "write all, group=NAME or vm=NAME")
      scope = try self.scope(word)
      switch scope {
      case .all, .group, .machine: break
      default: throw WordReader.wrong(word, "all, a group or a VM", mend: "for example retry group=web")
      }
    }
    switch name {
    case nil: return .retry(rollout: nil, scope: scope)
    case .number(let number): return .retry(rollout: number, scope: scope)
    case .extension(let handler, let version):
      return .control(.retry(scope: scope), handler: handler, version: version)
    }
  }

  private enum RolloutName {
    case number(Int)
    case `extension`(HandlerIndex, HandlerVersion?)
  }

  /// A number, or an extension and perhaps a version behind a comma.
  private func rollout(_ parts: [String], _ word: CommandWord) throws(CommandSyntaxError) -> RolloutName {
    // Rollout numbers are counted up; nine digits are never reached.
    if parts.count == 1, !word.isQuoted, let number = Quantity.whole(parts[0]) {
      guard number < 1_000_000_000 else {
        throw WordReader.wrong(word, "the number of a rollout", mend: "for example 1")
      }
      return .number(number)
    }
    let handler: HandlerIndex
    do throws(CommandSyntaxError) {
      handler = try self.handler(parts[0], word)
    } catch {
      let mend = error.mend.isEmpty ? "write a rollout's number or its extension, for example 1" : error.mend
      throw CommandSyntaxError(column: error.column, error.text, mend: mend, isUnknownName: error.isUnknownName)
    }
    guard parts.count > 1 else { return .extension(handler, nil) }
    guard parts.count == 2, let version = HandlerVersion(parts[1]) else {
      throw WordReader.wrong(word, "an extension and a version", mend: "for example DependencyAgentLinux,9.10.16.0")
    }
    return .extension(handler, version)
  }

  private static func command(_ control: RolloutControl, _ number: Int) -> Command {
    switch control {
    case .hold: .hold(rollout: number)
    case .resume: .resume(rollout: number)
    case .skip: .skip(rollout: number)
    case .cancel: .cancel(rollout: number)
    case .retry(let scope): .retry(rollout: number, scope: scope)
    }
  }
}
