import FleetDashboard
import FleetFiles
import Glibc

/// The lines that were typed at the prompt, kept from one session to the next in `$XDG_STATE_HOME/rolldeck/history`.
/// Nobody else may read them, and lines with protected settings are left out.
enum PromptHistory {
  /// Bytes of the file: a hundred lines of the greatest length.
  private static let limit = 1 << 20

  private static var folder: String { StateHome.path }

  /// The lines, oldest first; none if there is no such file.
  static func load() -> [String] {
    guard access(folder + "/history", R_OK) == 0,
      let bytes = try? FileBytes.read(folder + "/history", limit: limit)
    else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(joined).suffix(Dashboard.historyLimit)
  }

  /// Keeps the lines; a history that cannot be kept is no reason to say anything.
  static func keep(_ lines: [String]) {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { return }
    let kept = lines.filter { !$0.lowercased().contains("protected") }.map(split)
    let text = Array((kept.joined(separator: "\n") + "\n").utf8)
    let descriptor = open(folder + "/history", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// A command of several lines is one line of the file.
  private static func split(_ line: String) -> String {
    String(line.map { $0.isNewline ? "\u{1E}" : $0 })
  }

  private static func joined(_ line: Substring) -> String { String(line.map { $0 == "\u{1E}" ? "\n" : $0 }) }
}
