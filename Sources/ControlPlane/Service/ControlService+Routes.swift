extension ControlService {
  /// What a request comes down to. Addresses that belong to nobody are Azure's to refuse.
  func route(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    switch request.folded.first {
    case "subscriptions": return try azure(request)
    case "providers": return try azureProviders(request)
    case "metadata": return try metadata(request)
    case "rolldeck": return try rolldeck(request)
    case "metrics" where request.segments.count == 1: return try metrics(request)
    default:
      if let action = try authority(request) { return action }
      throw ControlError(404, "NotFound", "There is nothing at this address.")
    }
  }
}

extension ControlRequest {
  /// Refuses every method but these.
  func allow(_ methods: String...) throws(ControlError) {
    guard !methods.contains(method) else { return }
    var error = ControlError(405, "MethodNotAllowed", "The method \(method.prefix(20)) is not allowed here.")
    error.headers = [ControlResponse.Header(name: "Allow", value: methods.joined(separator: ", "))]
    throw error
  }

  /// The body as an object; an empty one is an empty object.
  func object() throws(ControlError) -> JSONValue {
    guard !body.isEmpty else { return [:] }
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSONParser.parse(body)
    } catch {
      throw .badContent("\(error.text) at byte \(error.offset)")
    }
    guard value.isObject else { throw .badContent("the body is not an object") }
    return value
  }
}

extension ControlError {
  static func badContent(_ what: String) -> ControlError {
    ControlError(
      400, "InvalidRequestContent", "The request content was invalid and could not be deserialized: '\(what)'.")
  }
}
