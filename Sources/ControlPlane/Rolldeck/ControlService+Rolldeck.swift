import EventStream
import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator

// rolldeck's own addresses, `/rolldeck/v1/…`; `openapi.json` describes them.

/// The addresses below `/rolldeck/v1`.
enum RolldeckRoute: String, CaseIterable {
  case state, rollouts
  case rollout = "rollouts/{id}"
  case group = "groups/{name}"
  case machine = "machines/{name}"
  case why, commands, events, metrics
  case document = "openapi.json"

  var template: String { "/rolldeck/v1/" + rawValue }

  /// The route of what follows `/rolldeck/v1/`, the first part in small letters.
  init?(_ parts: [String]) {
    let found = Self.allCases.first { route in
      let pattern = route.rawValue.split(separator: "/")
      return pattern.count == parts.count && pattern[0] == parts[0]
    }
    guard let found else { return nil }
    self = found
  }
}

extension ControlService {
  func rolldeck(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    guard request.folded.count >= 3, request.folded[1] == "v1" else { throw .noRoute(request) }
    let name = request.segments.last ?? ""
    guard let route = RolldeckRoute([request.folded[2]] + request.segments.dropFirst(3)) else {
      throw .noRoute(request)
    }
    switch route {
    case .state: return try show(request) { $0.state() }
    case .rollouts: return try show(request) { $0.rollouts() }
    case .rollout:
      let number = FleetDirectory.ordinal(name)
      return try show(request) { bodies throws(ControlError) in try bodies.rollout(number) }
    case .group: return try show(request) { bodies throws(ControlError) in try bodies.group(name) }
    case .machine: return try show(request) { bodies throws(ControlError) in try bodies.machine(name) }
    case .why: return try show(request) { bodies throws(ControlError) in try bodies.why(request) }
    case .commands: return try command(request)
    case .events:
      try request.allow("GET")
      let kinds = request.query("kinds").map { Set($0.split(separator: ",").map(String.init)) }
      if let unknown = kinds?.first(where: { !StreamWriter.kinds.contains($0) }) {
        throw ControlError(
          400, "InvalidParameter", "There are no events of the kind '\(unknown.prefix(40))'.", target: "kinds")
      }
      return .events(EventFilter(kinds: kinds))
    case .metrics: return try metrics(request)
    case .document:
      try request.allow("GET")
      return .answer(ControlResponse(json: PackageResources.openapi_json))
    }
  }

  private func show(
    _ request: ControlRequest, _ body: @escaping @Sendable (RolldeckBodies) throws(ControlError) -> JSONValue
  ) throws(ControlError) -> ControlAction {
    try request.allow("GET")
    let directory = directory
    return .read { snapshot throws(ControlError) in
      ControlResponse(200, try body(RolldeckBodies(snapshot: snapshot, directory: directory)))
    }
  }

  /// `{"text": "hold 1"}`: a command as the keyboard's prompt takes it, how-to lines included.
  private func command(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    try request.allow("POST")
    guard request.headers["content-type"]?.lowercased().hasPrefix("application/json") ?? false else {
      throw ControlError(415, "UnsupportedMediaType", "Send the command as application/json.")
    }
    guard let text = try request.object()["text"]?.text else {
      throw ControlError(400, "InvalidRequestContent", "The member 'text' is missing or not a string.", target: "text")
    }
    return .write(toleratesNoChange: false) { snapshot throws(ControlError) in
      let fleet = snapshot.fleet
      var parser = CommandParser(fleet: fleet)
      let commands: [Command]
      do throws(CommandSyntaxError) {
        commands = try parser.parseAll(text)
      } catch {
        throw ControlError(400, "InvalidCommand", "\(error)", target: "text")
      }
      return OrderPlan(commands: commands) { snapshot in
        let texts = commands.map { JSONValue.string(CommandText.text(of: $0, in: snapshot.fleet)) }
        return ControlResponse(200, ["now": .int(Int(snapshot.now)), "commands": .array(texts)])
      }
    }
  }
}
