import FleetModel
import RolloutOrchestrator
import TextCanvas

/// A screen as something to keep: as text, and its numbers as CSV and JSON.
struct TakeAlong {
  let scene: Scene
  let size: (width: Int, height: Int)

  var all: (text: String, csv: String, json: String) { (text, csv, json) }

  /// The screen as it is seen, without what is open above it.
  var text: String {
    var view = scene.view
    view.overlay = nil
    let plain = Scene(
      session: scene.session, view: view, status: scene.status, memory: scene.memory, strips: scene.strips,
      spreads: scene.spreads, cells: scene.cells, keys: scene.keys, glyphs: .ascii, hits: nil)
    return Frame(scene: plain, width: size.width, height: size.height).canvas.text
  }

  /// One row a region: what the world board counts.
  private var rows: [[(String, String)]] {
    WorldRows(scene: scene).regions.map { region in
      let tally = scene.rollout?.regions[region] ?? RolloutTally.none
      return [
        ("region", scene.names.region(region)), ("phase", String(scene.phase(of: region) + 1)),
        ("eligible", String(tally.eligible)), ("upgraded", String(tally.upgraded)),
        ("inFlight", String(tally.inFlight)), ("rolledBack", String(tally.rolledBack)),
        ("failed", String(tally.failed)), ("excluded", String(tally.excluded)),
      ]
    }
  }

  var csv: String {
    guard let first = rows.first else { return "" }
    let lines = [first.map(\.0)] + rows.map { $0.map(\.1) }
    return lines.map { $0.map(Self.csvField).joined(separator: ",") + "\n" }.joined()
  }

  var json: String {
    let objects = rows.map { row in
      "{" + row.map { "\"\($0.0)\":\(Int($0.1).map(String.init) ?? Self.quoted($0.1))" }.joined(separator: ",") + "}"
    }
    return
      "{\"nowMs\":\(scene.now),\"rollout\":\(scene.view.rollout.map(String.init) ?? "null"),\"regions\":[\(objects.joined(separator: ","))]}\n"
  }

  /// A field that no spreadsheet takes for a formula.
  static func csvField(_ text: String) -> String {
    let guarded = text.first.map { "=+-@\t\r".contains($0) } ?? false ? "'" + text : text
    return guarded.contains { ",\"\n".contains($0) } ? "\"" + guarded.replacing("\"", with: "\"\"") + "\"" : guarded
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
