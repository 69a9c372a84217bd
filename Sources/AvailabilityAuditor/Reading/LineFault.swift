/// Why a line of the stream cannot be used.
enum LineFault: Error {
  /// Not JSON from this byte of the line on.
  case notJSON(offset: Int)
  /// JSON, but not an object.
  case notAnObject
  /// A key that the kind requires is missing.
  case missing(StreamKey)
  /// A key whose value is of the wrong type or out of range.
  case unusable(StreamKey)
  /// A key that names something the stream never introduced.
  case unknown(StreamKey, String)

  var text: String {
    switch self {
    case .notJSON(let offset): "not JSON at byte \(offset) of the line"
    case .notAnObject: "the line is not a JSON object"
    case .missing(let key): "the key \"\(key)\" is missing"
    case .unusable(let key): "the value of \"\(key)\" is not usable"
    case .unknown(let key, let name): "\"\(key)\" names \"\(name)\", which the stream has not introduced"
    }
  }
}
