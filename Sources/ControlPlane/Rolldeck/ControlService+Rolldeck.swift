import FleetFiles
import FleetModel
import FleetSession
import RolloutOrchestrator

// rolldeck's own addresses, `/rolldeck/v1/…`; `openapi.json` describes them.

extension ControlService {
  func rolldeck(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    guard request.folded.count >= 3, request.folded[1] == "v1" else { throw .noRoute(request) }
    let rest = Array(request.segments.dropFirst(3))
    switch (request.folded[2], rest.count) {
    case ("state", 0): return try show(request) { $0.state() }
    case ("rollouts", 0): return try show(request) { $0.rollouts() }
    case ("rollouts", 1):
      let number = FleetDirectory.ordinal(rest[0])
      return try show(request) { bodies throws(ControlError) in try bodies.rollout(number) }
    case ("groups", 1): return try show(request) { bodies throws(ControlError) in try bodies.group(rest[0]) }
    case ("machines", 1): return try show(request) { bodies throws(ControlError) in try bodies.machine(rest[0]) }
    case ("commands", 0): return try command(request)
    case ("events", 0):
      try request.allow("GET")
      let kinds = request.query("kinds").map { Set($0.split(separator: ",").map(String.init)) }
      return .events(EventFilter(kinds: kinds))
    case ("metrics", 0): return try metrics(request)
    case ("openapi.json", 0):
      try request.allow("GET")
      return .answer(ControlResponse(json: PackageResources.openapi_json))
    default: throw .noRoute(request)
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
    return .write(toleratesNoChange: false) { fleet, _ throws(ControlError) in
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
