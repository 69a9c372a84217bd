/// Where a text stands in a field wider than itself.
public enum Alignment: Sendable {
  /// At the left edge.
  case left
  /// At the right edge, as figures are.
  case right
  /// In the middle, one column to the left if it cannot be exact.
  case center

  /// How much of the room that a text leaves lies before it.
  fileprivate func part(of spare: Int) -> Int {
    switch self {
    case .left: 0
    case .right: spare
    case .center: spare / 2
    }
  }
}

/// Rows and columns count from the top left corner of `area`, which is the whole canvas if not given; what lies outside
/// the area or the canvas is left out silently, so a screen need not know how small it is.
extension Canvas {
  /// Writes text from a place on, made safe by `SafeText`; returns the column behind it, for the next piece.
  @discardableResult
  public mutating func put(
    _ text: String, row: Int, column: Int = 0, style: Style = .normal, in area: Rect? = nil
  ) -> Int {
    let area = area ?? bounds
    let room = min(area.width, bounds.endColumn - area.column) - column
    if SafeText.isPlain(text) { return putPlain(text, limit: room, row: row, column: column, style: style, in: area) }
    return put(SafeText.cells(text, style: style, limit: room), row: row, column: column, in: area)
  }

  /// Writes a symbol of one column, a blank for any other scalar: what strips and maps are made of.
  public mutating func put(_ symbol: Unicode.Scalar, row: Int, column: Int, style: Style, in area: Rect? = nil) {
    let area = area ?? bounds
    let (line, at) = (area.row + row, area.column + column)
    guard area.contains(row: line, column: at), bounds.contains(row: line, column: at) else { return }
    set(SafeText.cell(symbol, style: style), at: line * width + at)
  }

  /// Writes text into a field of exactly `width` columns: cut with `ending` if longer, filled with blanks if shorter.
  /// Returns the column behind the field.
  @discardableResult
  public mutating func putField(
    _ text: String, row: Int, column: Int, width: Int, alignment: Alignment = .left, style: Style = .normal,
    ending: String = "~", in area: Rect? = nil
  ) -> Int {
    let width = min(max(0, width), Canvas.longestSide)
    if text.utf8.count <= width, SafeText.isPlain(text) {
      let area = area ?? bounds
      let spare = width - text.utf8.count
      let start = column + alignment.part(of: spare)
      putBlanks(start - column, row: row, column: column, style: style, in: area)
      let end = putPlain(text, limit: width, row: row, column: start, style: style, in: area)
      putBlanks(column + width - end, row: row, column: end, style: style, in: area)
      return column + width
    }
    let cells = SafeText.cells(text, style: style, cutTo: width, ending: ending)
    let spare = width - cells.count
    let before = alignment.part(of: spare)
    let blanks = { (count: Int) in Array(repeating: Cell.blank(style), count: count) }
    return put(blanks(before) + cells + blanks(spare - before), row: row, column: column, in: area)
  }

  /// Writes a name into a field of exactly `width` columns; one that is longer loses its middle, since names that belong
  /// together differ at their end. Returns the column behind the field.
  @discardableResult
  public mutating func putName(
    _ name: String, row: Int, column: Int, width: Int, style: Style = .normal, ending: String = "~",
    in area: Rect? = nil
  ) -> Int {
    let width = min(max(0, width), Canvas.longestSide)
    let cells = SafeText.cells(name, style: style, cutInside: width, ending: ending)
    let blanks = Array(repeating: Cell.blank(style), count: width - cells.count)
    return put(cells + blanks, row: row, column: column, in: area)
  }

  /// Writes text of printable ASCII, most of what screens show, without making cells of it first.
  private mutating func putPlain(
    _ text: String, limit: Int, row: Int, column: Int, style: Style, in area: Rect
  ) -> Int {
    var text = text
    return text.withUTF8 { bytes in
      let count = min(bytes.count, max(0, limit))
      putNarrow(count, row: row, column: column, in: area) { Cell(Unicode.Scalar(bytes[$0]), style: style) }
      return column + count
    }
  }

  private mutating func putBlanks(_ count: Int, row: Int, column: Int, style: Style, in area: Rect) {
    putNarrow(count, row: row, column: column, in: area) { _ in .blank(style) }
  }

  /// Writes narrow cells side by side. Their place is looked at once and not for each, since most of a frame is made here.
  @inline(__always)
  private mutating func putNarrow(_ count: Int, row: Int, column: Int, in area: Rect, _ cell: (Int) -> Cell) {
    let clip = area.intersection(bounds)
    let (line, start) = (area.row + row, area.column + column)
    guard line >= clip.row, line < clip.endRow else { return }
    let (first, end) = (max(0, clip.column - start), min(count, clip.endColumn - start))
    guard first < end else { return }
    let origin = line * width + start
    mendEnds(of: origin + first..<origin + end)
    cells.withUnsafeMutableBufferPointer { cells in
      for index in first..<end { cells[origin + index] = cell(index) }
    }
  }

  /// Writes cells made by `SafeText`; returns the column behind them.
  @discardableResult
  public mutating func put(_ cells: [Cell], row: Int, column: Int, in area: Rect? = nil) -> Int {
    let area = area ?? bounds
    let clip = area.intersection(bounds)
    let line = area.row + row
    let start = area.column + column
    guard line >= clip.row, line < clip.endRow else { return column + cells.count }
    let first = max(0, clip.column - start)
    for index in first..<max(first, min(cells.count, clip.endColumn - start)) {
      var cell = cells[index]
      let at = start + index
      let cutAtEnd =
        cell.width == 2 && (at + 1 >= clip.endColumn || index + 1 >= cells.count || !cells[index + 1].isContinuation)
      let cutAtStart = cell.isContinuation && (index == first || cells[index - 1].width != 2)
      if cutAtEnd || cutAtStart { cell = .blank(cell.style) }
      if cell.isContinuation {
        // The lead before it was set just now; mending would undo that.
        let old = self.cells[line * width + at]
        if old.width == 2 { self.cells[line * width + at + 1] = .blank(old.style) }
        self.cells[line * width + at] = cell
      } else {
        set(cell, at: line * width + at)
      }
    }
    return column + cells.count
  }

  /// Fills the area with one narrow scalar; a wide or invisible one counts as a blank.
  public mutating func fill(_ area: Rect, with scalar: Unicode.Scalar = " ", style: Style = .normal) {
    let clip = area.intersection(bounds)
    let filler = SafeText.cell(scalar, style: style)
    for row in 0..<max(0, clip.height) {
      putNarrow(clip.width, row: row, column: 0, in: clip) { _ in filler }
    }
  }

  /// Gives every cell of the area the role, for the row under the cursor, or further emphasis, or both.
  public mutating func restyle(_ area: Rect, role: Role? = nil, adding attributes: TextAttributes = []) {
    let clip = area.intersection(bounds)
    for row in clip.row..<max(clip.row, clip.endRow) {
      for column in clip.column..<max(clip.column, clip.endColumn) {
        let old = cells[row * width + column].style
        cells[row * width + column].style = Style(role ?? old.role, old.attributes.union(attributes))
      }
    }
  }

  /// Draws the outline of the area, with a title in its upper edge; nothing if it has no room for one.
  public mutating func drawBox(
    _ area: Rect, title: String = "", style: Style = .border, titleStyle: Style = .title, glyphs: GlyphSet
  ) {
    guard area.height >= 2, area.width >= 2 else { return }
    drawRow(Rect(row: area.row, column: area.column, height: 1, width: area.width), style: style, glyphs: glyphs)
    drawRow(Rect(row: area.endRow - 1, column: area.column, height: 1, width: area.width), style: style, glyphs: glyphs)
    for column in [area.column, area.endColumn - 1] {
      fill(
        Rect(row: area.row + 1, column: column, height: area.height - 2, width: 1), with: glyphs.vertical, style: style)
    }
    let corners = [
      (area.row, area.column, glyphs.topLeft), (area.row, area.endColumn - 1, glyphs.topRight),
      (area.endRow - 1, area.column, glyphs.bottomLeft), (area.endRow - 1, area.endColumn - 1, glyphs.bottomRight),
    ]
    for (row, column, corner) in corners {
      fill(Rect(row: row, column: column, height: 1, width: 1), with: corner, style: style)
    }
    guard !title.isEmpty, area.width > 6 else { return }
    let name = SafeText.cells(title, style: titleStyle, cutTo: area.width - 6, ending: glyphs.ellipsis)
    put([.blank(style)] + name + [.blank(style)], row: 0, column: 2, in: area)
  }

  /// Draws a horizontal line over the whole width of the area, in its first row.
  public mutating func drawRow(_ area: Rect, style: Style = .border, glyphs: GlyphSet) {
    fill(area.splitTop(1).top, with: glyphs.horizontal, style: style)
  }
}
