import CNcurses
import TextCanvas

/// Turns what the library reads into keys, and puts together what arrives in pieces: pastes and reports of the mouse.
struct KeyDecoder {
  /// The longest paste kept, in scalars; nobody types a command that long.
  static let longestPaste = 65_536
  /// The longest report of a mouse: three numbers of five digits.
  static let longestReport = 18
  /// The longest answer about the ground: `11;rgba:` and four numbers of four digits.
  static let longestAnswer = 32
  private var ground: Ground?

  private enum State {
    case keys
    case paste
    case mouse([UInt8])
    case answer([UInt8])
  }

  private var state = State.keys
  /// What was pasted so far, and how many scalars that is: to count them, or to copy them, for each would take ages.
  private var pasted = String.UnicodeScalarView()
  private var pastedCount = 0

  /// The key that is complete with this scalar, if any.
  mutating func decode(scalar value: UInt32) -> Key? {
    guard let scalar = Unicode.Scalar(value) else { return nil }
    switch state {
    case .keys: return KeyDecoder.key(for: scalar)
    case .paste:
      // The way out of a paste that never ends; terminals strip this character from what they paste.
      if value == 3 {
        state = .keys
        return .control("c")
      }
      guard pastedCount < KeyDecoder.longestPaste else { return nil }
      pasted.append(value == 13 ? "\n" : scalar)
      pastedCount += 1
      return nil
    case .mouse(var report):
      if value == UInt32(UInt8(ascii: "M")) || value == UInt32(UInt8(ascii: "m")) {
        state = .keys
        return KeyDecoder.mouseKey(report, isRelease: value == UInt32(UInt8(ascii: "m")))
      }
      let isPart = (0x30...0x39).contains(value) || value == 0x3B
      guard isPart, report.count < KeyDecoder.longestReport else {
        state = .keys
        return nil
      }
      report.append(UInt8(value))
      state = .mouse(report)
      return nil
    case .answer(var answer):
      if value == 7 {
        finish(answer)
        return nil
      }
      guard let byte = UInt8(exactly: value), Self.answerBytes.contains(byte), answer.count < KeyDecoder.longestAnswer
      else {
        state = .keys
        return nil
      }
      answer.append(byte)
      state = .answer(answer)
      return nil
    }
  }

  /// The key that is complete with this code of the library, if any.
  mutating func decode(code: UInt32) -> Key? {
    switch (Int(code), state) {
    case (CN_KEY_PASTE_END, .paste):
      state = .keys
      return .paste(String(pasted))
    case (_, .paste): return nil
    case (CN_KEY_PASTE_BEGIN, _):
      state = .paste
      (pasted, pastedCount) = (String.UnicodeScalarView(), 0)
      return nil
    case (CN_KEY_MOUSE, _):
      state = .mouse([])
      return nil
    case (CN_KEY_ANSWER, _):
      state = .answer([])
      return nil
    case (CN_KEY_ANSWER_END, .answer(let answer)):
      finish(answer)
      return nil
    case (_, .keys), (_, .mouse), (_, .answer):
      state = .keys
      return KeyDecoder.key(forCode: code)
    }
  }

  /// The ground that the terminal answered since the last call.
  mutating func takeGround() -> Ground? {
    defer { ground = nil }
    return ground
  }

  private static let answerBytes = Set("0123456789abcdefABCDEF;:/rgb".utf8)

  private mutating func finish(_ answer: [UInt8]) {
    state = .keys
    ground = KeyDecoder.ground(in: String(decoding: answer, as: UTF8.self)) ?? ground
  }

  /// The ground in `11;rgb:ffff/ffff/ffff`; one to four digits a part.
  static func ground(in answer: String) -> Ground? {
    let fields = answer.split(separator: ":")
    guard fields.count == 2, fields[0] == "11;rgb" || fields[0] == "11;rgba" else { return nil }
    let parts = fields[1].split(separator: "/").compactMap { digits -> Double? in
      guard digits.count <= 4, let value = UInt16(digits, radix: 16) else { return nil }
      return Double(value) / Double(1 << (4 * digits.count) - 1)
    }
    guard parts.count >= 3 else { return nil }
    return Ground(red: parts[0], green: parts[1], blue: parts[2])
  }

  private static func key(for scalar: Unicode.Scalar) -> Key? {
    switch scalar.value {
    case 9: .tab
    case 10, 13: .enter
    case 27: .escape
    case 8, 127: .backspace
    case 1...26: .control(Character(Unicode.Scalar(scalar.value + 0x60)!))
    case 28...31: .control(Character(Unicode.Scalar(scalar.value + 0x40)!))
    case 0, 0x80..<0xA0: nil
    default: .character(Character(scalar))
    }
  }

  private static func key(forCode code: UInt32) -> Key? {
    switch Int(code) {
    case CN_KEY_UP: .up
    case CN_KEY_DOWN: .down
    case CN_KEY_LEFT: .left
    case CN_KEY_RIGHT: .right
    case CN_KEY_SHIFT_LEFT: .shiftLeft
    case CN_KEY_SHIFT_RIGHT: .shiftRight
    case CN_KEY_ENTER: .enter
    case CN_KEY_BACK_TAB: .backTab
    case CN_KEY_BACKSPACE: .backspace
    case CN_KEY_DELETE: .delete
    case CN_KEY_INSERT: .insert
    case CN_KEY_HOME: .home
    case CN_KEY_END: .end
    case CN_KEY_PAGE_UP: .pageUp
    case CN_KEY_PAGE_DOWN: .pageDown
    case (CN_KEY_FUNCTION + 1)...(CN_KEY_FUNCTION + 63):
      .function(Int(code) - CN_KEY_FUNCTION)
    default: nil
    }
  }

  /// A report is `button;column;row`, both from 1. Bits 4, 8 and 16 of the button are Shift, Meta and Control, bit 32
  /// is a motion. It ends with `m` where the button was let go.
  private static func mouseKey(_ report: [UInt8], isRelease: Bool) -> Key? {
    let numbers = report.split(separator: UInt8(ascii: ";")).map { digits in
      digits.reduce(0) { min(99_999, $0 * 10 + Int($1 - UInt8(ascii: "0"))) }
    }
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
    let (row, column) = (numbers[2] - 1, numbers[1] - 1)
    switch numbers[0] & ~(4 | 8 | 16) {
    case 0: return isRelease ? .release(row: row, column: column) : .click(row: row, column: column)
    case _ where isRelease: return nil
    case 32: return .drag(row: row, column: column)
    case 64: return .wheelUp(row: row, column: column)
    case 65: return .wheelDown(row: row, column: column)
    default: return nil
    }
  }
}
