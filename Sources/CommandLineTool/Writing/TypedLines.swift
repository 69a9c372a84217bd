/// Lines out of bytes that come in pieces. One that is too long is refused whole: its end, which may come much later, is no
/// line of its own.
struct TypedLines {
  /// What was typed.
  enum Line: Equatable {
    /// All of a line, without its end.
    case whole(String)
    /// The end of a line that has more bytes than are taken.
    case tooLong
  }

  /// The most bytes that a line may have.
  private let limit: Int
  private var rest: [UInt8] = []
  private var isTooLong = false

  init(limit: Int) { self.limit = limit }

  /// Takes bytes; the lines that they complete.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> [Line] {
    var lines: [Line] = []
    var bytes = bytes
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      add(bytes[..<end])
      lines.append(isTooLong ? .tooLong : .whole(String(decoding: rest, as: UTF8.self)))
      (rest, isTooLong) = ([], false)
      bytes = bytes[(end + 1)...]
    }
    add(bytes)
    return lines
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    isTooLong = isTooLong || rest.count + bytes.count > limit
    if isTooLong { rest = [] } else { rest += bytes }
  }
}
