/// A request as the service sees it: no socket, no library.
struct ControlRequest: Sendable {
  /// In capitals.
  var method: String
  /// The parts of the path between slashes, decoded.
  var segments: [String]
  /// The query's members in their order, decoded.
  var query: [(name: String, value: String)]
  /// Names in small letters.
  var headers: [String: String]
  var body: [UInt8]
  /// `scheme://host:port` as the client addressed it; answers build absolute addresses from it.
  var base: String

  /// A request from its parts; nil if the target is no path with valid escapes.
  init?(method: String, target: String, headers: [String: String] = [:], body: [UInt8] = [], base: String) {
    guard target.hasPrefix("/") else { return nil }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].prefix { $0 != "#" }
    var segments: [String] = []
    for piece in path.split(separator: "/") {
      guard let text = Self.decoded(piece, plusIsBlank: false) else { return nil }
      segments.append(text)
    }
    var query: [(String, String)] = []
    if parts.count == 2 {
      for pair in parts[1].split(separator: "&") {
        let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = Self.decoded(halves[0], plusIsBlank: true),
          let value = Self.decoded(halves.count == 2 ? halves[1] : "", plusIsBlank: true)
        else { return nil }
        query.append((name, value))
      }
    }
    self.method = method
    self.segments = segments
    self.query = query
    self.headers = headers
    self.body = body
    self.base = base
  }

  /// The value of a query member, whose name is compared without regard to case.
  func query(_ name: String) -> String? { query.first { $0.name.lowercased() == name.lowercased() }?.value }

  /// The path in small letters, for comparison.
  var folded: [String] { segments.map { $0.lowercased() } }

  /// Who asks: az says which of its commands runs, others say which library they are.
  var sender: String {
    let name =
      headers["commandname"].map { "az \($0)" } ?? headers["user-agent"].map { String($0.prefix { $0 != " " }) }
    let shown = (name ?? "").unicodeScalars.filter { $0.isASCII && $0.value >= 32 && $0.value < 127 }.prefix(60)
    return shown.isEmpty ? "http" : String(String.UnicodeScalarView(shown))
  }

  /// Percent-decoding; nil for a broken escape, for what is not UTF-8, and for a zero byte.
  private static func decoded(_ text: Substring, plusIsBlank: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst(), let low = rest.popFirst(),
          let a = Character(Unicode.Scalar(high)).hexDigitValue, let b = Character(Unicode.Scalar(low)).hexDigitValue
        else { return nil }
        bytes.append(UInt8(a << 4 | b))
      case UInt8(ascii: "+") where plusIsBlank: bytes.append(32)
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}

/// An answer as the service gives it.
struct ControlResponse: Sendable, Equatable {
  var status: Int
  var headers: [Header] = []
  private var content = Content.bytes([])

  /// What is told becomes bytes when somebody wants them, which is on the connection's thread and not on the engine's.
  private enum Content: Sendable, Equatable {
    case bytes([UInt8])
    case json(JSONValue)
    case metrics(MetricsFigures)
  }

  /// The bytes, made anew each time.
  var body: [UInt8] {
    switch content {
    case .bytes(let bytes): bytes
    case .json(let value): value.bytes
    case .metrics(let figures): MetricsPage(figures).bytes
    }
  }

  struct Header: Sendable, Equatable {
    let name: String
    let value: String
  }

  /// A JSON answer.
  init(_ status: Int, _ value: JSONValue, headers: [(String, String)] = []) {
    self.status = status
    self.headers = [Header(name: "Content-Type", value: "application/json; charset=utf-8")]
    self.headers += headers.map { Header(name: $0.0, value: $0.1) }
    content = .json(value)
  }

  /// An answer without a body.
  init(_ status: Int, headers: [(String, String)] = []) {
    self.status = status
    self.headers = headers.map { Header(name: $0.0, value: $0.1) }
  }

  /// A page of metrics.
  init(_ figures: MetricsFigures) {
    status = 200
    headers = [Header(name: "Content-Type", value: "text/plain; version=0.0.4; charset=utf-8")]
    content = .metrics(figures)
  }

  /// A document that is known beforehand.
  init(json bytes: [UInt8]) {
    status = 200
    headers = [Header(name: "Content-Type", value: "application/json; charset=utf-8")]
    content = .bytes(bytes)
  }

  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}

/// Why a request is refused: Azure's status, code and a sentence.
struct ControlError: Error, Sendable, Equatable {
  let status: Int
  let code: String
  let message: String
  var headers: [ControlResponse.Header] = []
  var target: String?

  init(_ status: Int, _ code: String, _ message: String, target: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.target = target
  }

  var response: ControlResponse {
    var members: [JSONValue.Member] = [
      JSONValue.Member(key: "code", value: .string(code)), JSONValue.Member(key: "message", value: .string(message)),
    ]
    if let target { members.append(JSONValue.Member(key: "target", value: .string(target))) }
    var response = ControlResponse(status, ["error": .object(members)])
    response.headers += headers
    return response
  }
}
