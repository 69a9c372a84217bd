import Testing
import TextCanvas

@Suite struct ThemeTests {
  private func colors(of theme: Theme) -> [Int] {
    Set(Role.allCases.compactMap { theme.appearance(of: $0, depth: .twoFiftySix).foreground }).map { Int($0) }.sorted()
  }

  @Test("The measure itself: red and green differ for most people, far less without the red or green cone")
  func measure() {
    let red = LinearColor(paletteIndex: 124)
    let green = LinearColor(paletteIndex: 64)
    #expect(colorDifference(red, green) > 50)
    #expect(colorDifference(red.seen(by: colorVisions[2].matrix), green.seen(by: colorVisions[2].matrix)) < 20)
    #expect(colorDifference(red, red) == 0)
    let white = LinearColor(paletteIndex: 231)
    #expect(abs(contrast(white, onLuminance: 0) - 21) < 0.01)
    #expect(abs(colorDifference(white, LinearColor(paletteIndex: 16)) - 100) < 0.01)
  }

  @Test(
    "Two colours of a theme stay 15 apart for every kind of colour vision",
    arguments: Theme.allCases.filter { $0 != .mono })
  func distances(theme: Theme) {
    let colors = colors(of: theme)
    #expect(colors.count == 6)
    for vision in colorVisions {
      for (index, one) in colors.enumerated() {
        for other in colors[(index + 1)...] {
          let difference = colorDifference(
            LinearColor(paletteIndex: one).seen(by: vision.matrix),
            LinearColor(paletteIndex: other).seen(by: vision.matrix))
          #expect(difference >= 15, "\(one) and \(other), \(vision.name)")
        }
      }
    }
  }

  /// The luminance of #303030.
  private static let darkGrey = LinearColor(paletteIndex: 236).luminance

  @Test(
    "Every colour of a theme has a contrast of 4.5 on its grounds, and of 7 where it promises that",
    arguments: [
      (Theme.dark, [0.0], 4.5), (.slate, [0, darkGrey], 4.5), (.contrast, [0], 7), (.light, [1], 4.5), (.ink, [1], 4.5),
    ] as [(Theme, [Double], Double)])
  func contrasts(theme: Theme, grounds: [Double], least: Double) {
    for color in colors(of: theme) {
      for ground in grounds {
        #expect(contrast(LinearColor(paletteIndex: color), onLuminance: ground) >= least, "\(color)")
      }
    }
  }

  @Test("There are six themes, and any two of them look different")
  func six() {
    #expect(Theme.allCases.count == 6)
    let looks = Theme.allCases.map { theme in
      Role.allCases.map { theme.appearance(of: $0, depth: .twoFiftySix) }
    }
    #expect(Set(looks).count == 6)
  }

  @Test("The ground follows from what the terminal answers, or from COLORFGBG")
  func grounds() {
    #expect(Ground(red: 0.1, green: 0.1, blue: 0.2) == .dark && Ground(red: 1, green: 0.97, blue: 0.9) == .light)
    #expect(Ground(colorFGBG: "15;0") == .dark && Ground(colorFGBG: "0;default;15") == .light)
    #expect(Ground(colorFGBG: "0;7") == .light && Ground(colorFGBG: "7;8") == .dark)
    #expect(Ground(colorFGBG: "") == nil && Ground(colorFGBG: "0;default") == nil && Ground(colorFGBG: "1;99") == nil)
    #expect(Theme.standard(on: .light) == .light && Theme.standard(on: .dark) == .dark)
  }

  @Test("Without colours no role has one")
  func mono() {
    for role in Role.allCases {
      for theme in Theme.allCases { #expect(theme.appearance(of: role, depth: .mono).foreground == nil) }
      #expect(Theme.mono.appearance(of: role, depth: .twoFiftySix).foreground == nil)
    }
  }

  @Test(
    "Only failures and the cursor are reversed", arguments: Theme.allCases, [ColorDepth.mono, .eight, .twoFiftySix])
  func reversed(theme: Theme, depth: ColorDepth) {
    let loud = Role.allCases.filter { theme.appearance(of: $0, depth: depth).attributes.contains(.reverse) }
    #expect(loud == [.selected, .failed])
  }

  @Test("States differ by glyph even where they share a colour", arguments: [GlyphSet.ascii, .unicode])
  func glyphs(set: GlyphSet) {
    let states: [Role] = [.waiting, .updating, .watching, .baking, .done, .failed, .rolledBack, .held, .silent]
    #expect(Set(states.compactMap { set.glyph(of: $0) }).count == states.count)
    #expect(set.all.allSatisfy { DisplayWidth.of($0) == 1 })
  }

  @Test("The ASCII set is ASCII")
  func ascii() {
    #expect(GlyphSet.ascii.all.allSatisfy { $0.isASCII })
  }
}
