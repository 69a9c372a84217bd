import FleetModel

// What az asks before it asks anything of the resource manager: where things are, and for a token.

extension ControlService {
  func metadata(_ request: ControlRequest) throws(ControlError) -> ControlAction {
    try request.allow("GET")
    switch request.folded.dropFirst() {
    case ["endpoints"]: return .answer(ControlResponse(200, Self.endpoints(request.base)))
    case ["identity", "oauth2", "token"]:
      let proofs = ["metadata", "x-identity-header", "secret"]
      guard proofs.contains(where: { request.headers[$0] != nil }) else {
        throw ControlError(400, "invalid_request", "Required metadata header not specified")
      }
      guard let resource = request.query("resource"), !resource.isEmpty, resource.utf8.count <= 1_000 else {
        throw ControlError(400, "invalid_request", "Required query variable 'resource' is missing")
      }
      return .answer(ControlResponse(200, ManagedIdentity.body(for: resource, at: WallClock.seconds)))
    default: throw ControlError(404, "NotFound", "There is nothing at this address.")
    }
  }

  private static func endpoints(_ base: String) -> JSONValue {
    let here = JSONValue.string(base)
    return [
      "name": "rolldeck", "resourceManager": here,
      "authentication": [
        "loginEndpoint": here, "audiences": [here], "tenant": "common", "identityProvider": "AAD",
      ], "suffixes": [:], "portal": here, "graph": here, "graphAudience": here, "gallery": here, "batch": here,
      "media": here, "activeDirectoryDataLake": here, "sqlManagement": here, "vmImageAliasDoc": here,
    ]
  }

  /// A login authority for service principals: whoever asks gets a token. Nil if the address is none of its.
  func authority(_ request: ControlRequest) throws(ControlError) -> ControlAction? {
    guard request.segments.count >= 3 else { return nil }
    let base = "\(request.base)/\(Escaped.text(request.segments[0]))"
    switch Array(request.folded.dropFirst()) {
    case ["v2.0", ".well-known", "openid-configuration"]:
      try request.allow("GET")
      return .answer(
        ControlResponse(
          200,
          [
            "token_endpoint": .string("\(base)/oauth2/v2.0/token"),
            "authorization_endpoint": .string("\(base)/oauth2/v2.0/authorize"), "issuer": .string("\(base)/v2.0"),
            "jwks_uri": .string("\(base)/discovery/v2.0/keys"), "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
          ]))
    case ["oauth2", "v2.0", "token"]:
      try request.allow("POST")
      return .answer(
        ControlResponse(
          200,
          [
            "token_type": "Bearer", "expires_in": 86_399, "ext_expires_in": 86_399,
            "access_token": .string(ManagedIdentity.token(for: request.base, at: WallClock.seconds)),
          ]))
    default: return nil
    }
  }
}
