import FleetModel
import RolloutOrchestrator
import TextCanvas

/// A screen as something to keep: as it looks, and its numbers as CSV and JSON.
struct TakeAlong {
  /// What a screen can be kept as.
  enum Form: String, CaseIterable {
    case txt, ansi, csv, json

    var words: String {
      switch self {
      case .txt: "this screen as text"
      case .ansi: "this screen with its colours"
      case .csv: "this screen's table"
      case .json: "this screen's table as JSON"
      }
    }

    /// What a file of that name is to hold: text where the name has no end; nil where its end promises something else.
    init?(file: String) {
      let name = file.split(separator: "/").last ?? ""
      let named = Form.allCases.first { file.hasSuffix("." + $0.rawValue) }
      guard let form = named ?? (name.dropFirst().contains(".") ? nil : .txt) else { return nil }
      self = form
    }
  }

  let scene: Scene
  let size: (width: Int, height: Int)

  func text(_ form: Form) -> String {
    switch form {
    case .txt: picture(.ascii).text
    case .ansi: ANSIText.rows(picture(scene.glyphs), theme: scene.view.theme).joined(separator: "\n") + "\n"
    case .csv: csv
    case .json: json
    }
  }

  /// The screen as it is seen, without what is open above it.
  private func picture(_ glyphs: GlyphSet) -> Canvas {
    var view = scene.view
    view.overlay = nil
    let plain = Scene(
      session: scene.session, view: view, status: scene.status, memory: scene.memory, course: scene.course,
      strips: scene.strips, spreads: scene.spreads, cells: scene.cells, keys: scene.keys, glyphs: glyphs, hits: nil)
    return Frame(scene: plain, width: size.width, height: size.height).canvas
  }

  private var csv: String {
    let table = ScreenTable(scene: scene)
    var text = table.columns.joined(separator: ",") + "\n"
    table.eachRow { text += $0.map { Self.csvField($0.text) }.joined(separator: ",") + "\n" }
    return text
  }

  private var json: String {
    let table = ScreenTable(scene: scene)
    let rollout = scene.view.rollout.map(String.init) ?? "null"
    var text = "{\"nowMs\":\(scene.now),\"rollout\":\(rollout),\"\(table.name)\":["
    var separator = ""
    table.eachRow { row in
      text += separator + "{" + zip(table.columns, row).map { "\"\($0)\":\($1.json)" }.joined(separator: ",") + "}"
      separator = ","
    }
    return text + "]}\n"
  }

  private static let formulaStarts = Array("=+-@".utf8)
  private static let separators = Array(",\"\n".utf8)

  /// A field that no spreadsheet takes for a formula.
  static func csvField(_ text: String) -> String {
    let safe = SafeText.visible(text)
    let guarded = safe.utf8.first.map(formulaStarts.contains) ?? false ? "'" + safe : safe
    return guarded.utf8.contains(where: separators.contains)
      ? "\"" + guarded.replacing("\"", with: "\"\"") + "\"" : guarded
  }

  static func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
