/// Cells as text with the escape sequences of a terminal of 256 colours: for casts, and for screens kept in files.
public enum ANSIText {
  /// Each row with its colours; a row leaves no colour behind.
  public static func rows(_ canvas: Canvas, theme: Theme = .dark) -> [String] {
    (0..<canvas.height).map { row in
      var text = ""
      var style = Style.normal
      for column in 0..<canvas.width {
        let cell = canvas[row, column]
        if cell.style != style {
          text += code(cell.style, theme)
          style = cell.style
        }
        text += cell.text
      }
      return style == .normal ? text : text + "\u{1B}[0m"
    }
  }

  private static func code(_ style: Style, _ theme: Theme) -> String {
    let look = theme.appearance(of: style.role, depth: .twoFiftySix)
    let attributes = look.attributes.union(style.attributes)
    var codes = ["0"]
    if attributes.contains(.bold) { codes.append("1") }
    if attributes.contains(.dim) { codes.append("2") }
    if attributes.contains(.underline) { codes.append("4") }
    if attributes.contains(.reverse) { codes.append("7") }
    if let color = look.foreground { codes.append("38;5;\(color)") }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }
}
