/// Bytes of JSON lines, put together without making strings.
///
/// Every piece of a line is a copy to a place that is known to exist: room is made for a piece at once, and what is not
/// written yet is there already.
package struct LineBuffer: Sendable {
  /// The bytes, and behind them what is left of the room.
  @usableFromInline package internal(set) var room: [UInt8] = []
  /// How many bytes there are.
  @usableFromInline package internal(set) var count = 0

  /// No bytes yet.
  package init() {}

  /// The bytes.
  package var bytes: ArraySlice<UInt8> { room[..<count] }

  /// Forgets what is behind a place.
  package mutating func cut(to count: Int) {
    precondition(count <= self.count)
    self.count = count
  }

  @inlinable @inline(__always)
  package mutating func raw(_ text: StaticString) {
    place(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  package mutating func raw(_ text: [UInt8]) { text.withUnsafeBufferPointer { place($0) } }

  package mutating func raw(_ text: ArraySlice<UInt8>) { text.withUnsafeBufferPointer { place($0) } }

  /// A text that JSON takes as it is.
  package mutating func plain(_ text: String) {
    if text.utf8.withContiguousStorageIfAvailable({ place($0) }) == nil { raw(Array(text.utf8)) }
  }

  package mutating func int(_ value: Int) {
    makeRoom(Self.longestInt)
    var at = count
    room.withUnsafeMutableBufferPointer { room in
      if value < 0 {
        room[at] = 45
        at += 1
      }
      at = Self.place(value.magnitude, at, in: room)
    }
    count = at
  }

  /// Appends numbers in brackets, and a comma before them unless it is the first such list.
  package mutating func list(_ numbers: Span<Int>, isFirst: Bool) {
    makeRoom((Self.longestInt + 1) * numbers.count + 3)
    var at = count
    room.withUnsafeMutableBufferPointer { room in
      if !isFirst {
        room[at] = 44
        at &+= 1
      }
      room[at] = 91
      for index in numbers.indices {
        if index > 0 { room[at] = 44 }
        at &+= 1
        let number = numbers[index]
        if number >= 0 {
          at = Self.place(number.magnitude, at, in: room)
        } else {
          (room[at], room[at &+ 1], room[at &+ 2], room[at &+ 3]) = (110, 117, 108, 108)
          at &+= 4
        }
      }
      room[at] = 93
    }
    count = at + 1
  }

  /// A number of a list that there is not: `null`.
  @inlinable package static var none: Int { -1 }

  /// Writes digits to a place that has room for them; the place behind them.
  @inline(__always)
  private static func place(_ value: UInt, _ start: Int, in room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    // Most are counts, zones, update domains and other numbers of few, and short waits.
    if value < 10 {
      room[start] = digit(value)
      return start &+ 1
    }
    return value < 100 ? pair(value, start, in: room) : placeMany(value, start, in: room)
  }

  private static func placeMany(_ value: UInt, _ start: Int, in room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (hundreds, rest) = value.quotientAndRemainder(dividingBy: 100)
    return pair(rest, place(hundreds, start, in: room), in: room)
  }

  /// Writes two digits; the place behind them.
  @inline(__always)
  private static func pair(_ value: UInt, _ start: Int, in room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    let (ten, one) = value.quotientAndRemainder(dividingBy: 10)
    room[start] = digit(ten)
    room[start &+ 1] = digit(one)
    return start &+ 2
  }

  @inline(__always)
  private static func digit(_ value: UInt) -> UInt8 { 48 &+ UInt8(truncatingIfNeeded: value) }

  /// Sixteen lower-case hexadecimal digits.
  package mutating func hex(_ word: UInt64) {
    hex(UInt32(truncatingIfNeeded: word >> 32))
    hex(UInt32(truncatingIfNeeded: word))
  }

  /// Eight lower-case hexadecimal digits.
  package mutating func hex(_ word: UInt32) {
    makeRoom(8)
    let start = count
    room.withUnsafeMutableBufferPointer { room in
      for place in 0..<8 {
        let digit = UInt8(truncatingIfNeeded: word >> UInt32(28 - 4 * place)) & 15
        room[start + place] = digit < 10 ? 48 + digit : 87 + digit
      }
    }
    count = start + 8
  }

  /// A sign and the digits of 64 bits.
  private static let longestInt = 20

  mutating func bool(_ value: Bool) { if value { raw("true") } else { raw("false") } }

  package mutating func int(orNull value: Int?) { if let value { int(value) } else { raw("null") } }

  mutating func string(_ text: String) { if !quoted(plain: text) { raw(JSONText.quoted(text)) } }

  /// Appends a text, and a number of some digits or more behind it, in quotes if the text is printable ASCII that JSON takes
  /// as it is; false if it is not.
  package mutating func quoted(plain text: String, number: Int? = nil, digits: Int = 1) -> Bool {
    let isDone = text.utf8.withContiguousStorageIfAvailable { text in
      // Without a way out in the middle many bytes are looked at at once.
      var others: UInt8 = 0
      for byte in text { others |= (byte &- 0x20 < 0x5F ? 0 : 1) | (byte == 34 ? 1 : 0) | (byte == 92 ? 1 : 0) }
      guard others == 0 else { return false }
      makeRoom(text.count + 2 + digits + Self.longestInt)
      var at = count
      room.withUnsafeMutableBufferPointer { room in
        room[at] = 34
        if let from = text.baseAddress { (room.baseAddress! + at + 1).update(from: from, count: text.count) }
        at += 1 + text.count
        if let number {
          var bound: UInt = 10
          for _ in 1..<max(1, digits) {
            if number.magnitude < bound {
              room[at] = 48
              at += 1
            }
            bound *= 10
          }
          at = Self.place(number.magnitude, at, in: room)
        }
        room[at] = 34
      }
      count = at + 1
      return true
    }
    return isDone ?? false
  }

  @inlinable @inline(__always)
  package mutating func place(_ piece: UnsafeBufferPointer<UInt8>) {
    guard let start = piece.baseAddress else { return }
    makeRoom(piece.count)
    let end = count
    room.withUnsafeMutableBufferPointer { ($0.baseAddress! + end).update(from: start, count: piece.count) }
    count = end + piece.count
  }

  @inlinable @inline(__always)
  package mutating func makeRoom(_ bytes: Int) { if room.count - count < bytes { grow(bytes) } }

  @usableFromInline @inline(never)
  package mutating func grow(_ bytes: Int) {
    let more = room.count < Self.smallRoom ? 3 * room.count : room.count
    room.append(contentsOf: repeatElement(0, count: max(more, bytes, Self.leastRoom)))
  }

  /// Enough for a few lines.
  private static let leastRoom = 4_096
  /// Less than that grows in larger steps, since each is new memory.
  private static let smallRoom = 65_536
}

/// Text as a JSON string.
enum JSONText {
  /// Quoted, with what JSON cannot hold escaped. Control characters of every kind are escaped too, since people read
  /// streams on terminals.
  static func quoted(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [34]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": bytes += [92, 34]
      case "\\": bytes += [92, 92]
      case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || isInvisible(scalar):
        escape(scalar, into: &bytes)
      default: bytes += Array(String(scalar).utf8)
      }
    }
    bytes.append(34)
    return bytes
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  private static func escape(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
    for unit in String(scalar).utf16 {
      let hex = String(unit, radix: 16)
      bytes += Array("\\u".utf8) + Array(repeating: 48, count: 4 - hex.utf8.count) + Array(hex.utf8)
    }
  }
}
