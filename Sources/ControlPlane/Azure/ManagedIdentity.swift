import FleetModel

/// Tokens that say who asks and prove nothing: whoever reaches the loopback interface may do anything here.
enum ManagedIdentity {
  /// The directory that all subscriptions belong to.
  static let tenant = "8d6c5a01-0000-4000-8000-726f6c6c6465"
  private static let principal = "8d6c5a02-0000-4000-8000-726f6c6c6465"
  /// A day, as Azure's own managed identities.
  private static let lifetime = 86_400

  /// An unsigned JSON web token.
  static func token(for resource: String, at seconds: Int64) -> String {
    let claims: JSONValue = [
      "aud": .string(resource), "iss": .string("https://sts.windows.net/\(tenant)/"), "tid": .string(tenant),
      "oid": .string(principal), "sub": .string(principal), "appid": .string(principal), "idtyp": "app",
      "iat": .int(Int(seconds)), "nbf": .int(Int(seconds)), "exp": .int(Int(seconds) + lifetime), "ver": "1.0",
    ]
    let header: JSONValue = ["alg": "none", "typ": "JWT"]
    return base64(header.bytes) + "." + base64(claims.bytes) + "." + base64(Array("unsigned".utf8))
  }

  static func body(for resource: String, at seconds: Int64) -> JSONValue {
    [
      "access_token": .string(token(for: resource, at: seconds)), "client_id": .string(principal),
      "expires_in": .string(String(lifetime)), "expires_on": .string(String(Int(seconds) + lifetime)),
      "ext_expires_in": .string(String(lifetime)), "not_before": .string(String(seconds)),
      "resource": .string(resource), "token_type": "Bearer",
    ]
  }

  /// Base64 for addresses, without padding.
  private static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var word = part.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - part.count))
      for _ in 0...part.count {
        text.append(alphabet[Int(word >> 18 & 63)])
        word <<= 6
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
