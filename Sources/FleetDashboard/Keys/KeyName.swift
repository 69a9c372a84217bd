public import TextCanvas

/// Keys as they are written in the help, in the footer, in the documentation and in the configuration file.
public enum KeyName {
  private static let named: [(Key, String)] = [
    (.up, "up"), (.down, "down"), (.left, "left"), (.right, "right"), (.shiftLeft, "S-left"),
    (.shiftRight, "S-right"), (.enter, "Enter"), (.escape, "Esc"), (.tab, "Tab"), (.backTab, "S-Tab"),
    (.backspace, "Backspace"), (.delete, "Del"), (.insert, "Ins"), (.home, "Home"), (.end, "End"),
    (.pageUp, "PgUp"), (.pageDown, "PgDn"), (.character(" "), "space"),
  ]

  /// The name of a key; empty for what is no key.
  public static func text(_ key: Key) -> String {
    if let name = named.first(where: { $0.0 == key })?.1 { return name }
    switch key {
    case .character(let character): return String(character)
    case .control(let character): return "^" + String(character).uppercased()
    case .function(let number): return "F\(number)"
    default: return ""
    }
  }

  /// The key of a name; nil if there is none.
  public static func key(_ text: String) -> Key? {
    if let key = named.first(where: { $0.1 == text })?.0 { return key }
    if text.count == 1, let character = text.first { return .character(character) }
    if text.count == 2, text.hasPrefix("^"), let letter = text.last { return .control(Character(letter.lowercased())) }
    if text.hasPrefix("F"), let number = Int(text.dropFirst()), (1...63).contains(number) { return .function(number) }
    return nil
  }
}
