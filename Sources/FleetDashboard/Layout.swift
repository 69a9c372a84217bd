public import TextCanvas

/// Which screens stand where, by the size of the terminal. A function of the size and the view alone.
public struct Layout: Sendable, Equatable {
  /// How much fits.
  public enum Tier: Sendable, Equatable, Comparable {
    /// One line.
    case line
    /// A headline, the most important columns, a footer of four keys. From 40x10.
    case small
    /// One screen at a time. From 80x24.
    case single
    /// World, Region and Events together. From 120x30.
    case double
    /// All but the VM together. From 160x45.
    case wide
  }

  /// A screen and its place.
  public struct Pane: Sendable, Equatable {
    /// Which.
    public let screen: Screen
    /// Where, its frame not included.
    public let area: Rect
    /// The frame, if it has one.
    public let frame: Rect?
  }

  /// How much fits.
  public let tier: Tier
  /// The three sentences.
  public let headline: Rect
  /// The screens.
  public let panes: [Pane]
  /// One line for what was just done, and for the legend.
  public let note: Rect
  /// The keys.
  public let footer: Rect

  /// The layout of a size for a screen; a board that needs fewer rows than its share leaves them to what is below.
  public init(width: Int, height: Int, screen: Screen, isZoomed: Bool, boardRows: Int = .max) {
    let all = Rect(row: 0, column: 0, height: height, width: width)
    tier = Self.tier(width: width, height: height)
    if tier == .line {
      headline = all.splitTop(1).top
      panes = []
      note = Rect(row: 0, column: 0, height: 0, width: 0)
      footer = note
      return
    }
    let isSmall = tier == .small
    let top = all.splitTop(isSmall ? 1 : 3)
    let bottom = top.rest.splitBottom(1)
    let middle = bottom.rest.splitBottom(isSmall && height < 14 ? 0 : 1)
    headline = top.top
    footer = bottom.bottom
    note = middle.bottom
    panes = isZoomed ? Self.one(screen, middle.rest) : Self.panes(tier, screen, middle.rest, boardRows)
  }

  /// How much fits into a size.
  public static func tier(width: Int, height: Int) -> Tier {
    if width >= 160 && height >= 45 { return .wide }
    if width >= 120 && height >= 30 { return .double }
    if width >= 80 && height >= 24 { return .single }
    return width >= 40 && height >= 10 ? .small : .line
  }

  /// The panes that Tab goes through.
  public var order: [Screen] { panes.map(\.screen) }

  private static func one(_ screen: Screen, _ area: Rect) -> [Pane] { [Pane(screen: screen, area: area, frame: nil)] }

  private static func panes(_ tier: Tier, _ screen: Screen, _ area: Rect, _ boardRows: Int) -> [Pane] {
    switch tier {
    case .line, .small, .single: return one(screen, area)
    case .double:
      guard [.world, .region, .events].contains(screen) else { return one(screen, area) }
      let most = area.height - max(7, area.height / 4)
      let upper = area.splitTop(min(most, max(framed(boardRows), area.height * 3 / 5)))
      let halves = upper.top.splitColumns(weights: [11, 9])
      return [framed(.world, halves[0]), framed(.region, halves[1]), framed(.events, upper.rest)]
    case .wide:
      guard screen != .machine else { return one(screen, area) }
      let rows = area.splitBottom(max(10, area.height / 4))
      let columns = rows.rest.splitColumns(weights: [11, 9])
      let right = columns[1].splitRows(weights: [5, 3])
      let left = columns[0].splitTop(min(right[0].height, max(8, framed(boardRows))))
      return [
        framed(.world, left.top), framed(.region, right[0]), framed(.events, left.rest),
        framed(.catalogue, right[1]), framed(.timeline, rows.bottom),
      ]
    }
  }

  /// Rows with the frame around them.
  private static func framed(_ rows: Int) -> Int { rows > Int.max - 2 ? rows : rows + 2 }

  private static func framed(_ screen: Screen, _ frame: Rect) -> Pane {
    Pane(screen: screen, area: frame.inset(), frame: frame)
  }
}
