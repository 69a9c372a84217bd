import NIOHTTP1

/// Refuses requests that no honest client of this machine sends, before anybody looks at their address.
enum RequestCheck {
  static func refusal(of head: HTTPRequestHead, isSecure: Bool, port: Int) -> ControlError? {
    guard head.version.major == 1 else { return ControlError(400, "BadRequest", "Only HTTP/1 is spoken here.") }
    if head.headers.contains(name: "content-length"), head.headers.contains(name: "transfer-encoding") {
      return ControlError(400, "BadRequest", "Content-Length and Transfer-Encoding exclude each other.")
    }
    let lengths = head.headers["content-length"]
    guard lengths.count <= 1, lengths.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } })
    else {
      return ControlError(400, "BadRequest", "Content-Length is not one number.")
    }
    if head.headers["transfer-encoding"].contains(where: { $0.lowercased() != "chunked" }) {
      return ControlError(400, "BadRequest", "The transfer encoding is not known.")
    }
    guard head.uri.hasPrefix("/"), head.uri.utf8.count <= ConnectionLimit.headBytes else {
      return ControlError(400, "BadRequest", "The address of the request is not valid.")
    }
    // DNS rebinding: a foreign name may point to this machine, and then its pages reach this port.
    let hosts = ["127.0.0.1:\(port)", "[::1]:\(port)", "localhost:\(port)"]
    let named = head.headers["host"]
    guard named.count == 1, hosts.contains(named[0].lowercased()) else {
      return ControlError(
        403, "InvalidHost", "The Host header must be 127.0.0.1:\(port), [::1]:\(port) or localhost:\(port).")
    }
    let origins = hosts.flatMap { ["http://\($0)", "https://\($0)"] }
    if head.headers["origin"].contains(where: { !origins.contains($0.lowercased()) }) {
      return ControlError(403, "InvalidOrigin", "Requests of other origins are refused.")
    }
    return nil
  }
}
