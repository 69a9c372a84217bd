import ArgumentParser
import FleetDashboard
import TextCanvas

/// How the screen looks and behaves, for all commands that show one: what the config file says, for one run.
struct ScreenOptions: ParsableArguments {
  @Option(help: "Colours: \(Theme.names); without it, what suits the background.") var theme: String?
  @Option(help: "What the terminal writes on: dark, light, or auto, which asks it.") var background: String?
  @Option(help: "The most colours to use: never, 8, 256 or true; themes are made of the 256.") var color: String?
  @Option(help: "The most frames a second, 1 to 60; 10 if not said.") var fps: Int?
  @Option(help: "Where y copies to: terminal, file, or auto, which is a file where the terminal takes none.")
  var copy: String?
  @Flag(help: "Only ASCII symbols.") var ascii = false
  @Flag(help: "Report wheel, clicks and drags.") var mouse = false

  func validate() throws {
    if let theme, Theme(rawValue: theme) == nil {
      throw ValidationError("--theme \(theme): expected \(Theme.names)")
    }
    if let background, background != "auto", Ground(rawValue: background) == nil {
      throw ValidationError("--background \(background): expected dark, light or auto")
    }
    if let color, ColorChoice(rawValue: color) == nil {
      throw ValidationError("--color \(color): expected never, 8, 256 or true")
    }
    if let fps, !DashboardConfig.frameRates.contains(fps) {
      throw ValidationError("--fps \(fps): expected a number from 1 to 60")
    }
    if let copy, CopyPlace(rawValue: copy) == nil {
      throw ValidationError("--copy \(copy): expected auto, terminal or file")
    }
  }

  /// Those that were given, by name.
  var given: KeyValuePairs<String, Bool> {
    [
      "--theme": theme != nil, "--background": background != nil, "--color": color != nil, "--fps": fps != nil,
      "--copy": copy != nil, "--ascii": ascii, "--mouse": mouse,
    ]
  }

  /// Puts them in place of what the config file says.
  func apply(to config: inout DashboardConfig) {
    if let theme { config.theme = Theme(rawValue: theme) }
    if let background { config.ground = Ground(rawValue: background) }
    if let color { config.color = ColorChoice(rawValue: color) }
    if let fps { config.framesPerSecond = fps }
    if let copy { config.copyPlace = CopyPlace(rawValue: copy) }
    if ascii { config.ascii = true }
    if mouse { config.mouse = true }
  }
}
