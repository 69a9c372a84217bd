import FleetModel
import FleetSession
import TextCanvas

// What can be taken along: the screen, its table, a span of time.

extension Dashboard {
  /// A file's text is made when it is asked for, not for the menu.
  func completed(_ request: DashboardRequest, _ session: Session) -> DashboardRequest {
    guard case .write(let name, let text) = request, text.isEmpty else { return request }
    return writing(name, session)
  }

  /// The screen or its table, by the end of the name, which was judged before.
  func writing(_ name: String, _ session: Session) -> DashboardRequest {
    let file = name.isEmpty ? view.fileName(.txt) : name
    return .write(name: file, text: TakeAlong(scene: scene(session), size: size).text(TakeAlong.Form(file: file)!))
  }

  /// `:export FILE [size=120x40] [seconds=60] [version=2]`.
  mutating func export(_ words: [String], _ session: Session) -> [DashboardRequest] {
    let span = scene(session).chosenSpan
    let suffix = words[0].split(separator: ".").last.map(String.init) ?? ""
    guard let form = SpanExport.Form(rawValue: suffix), words[0].contains(".") else {
      return refuseExport("the file's name must end in .txt, .csv, .json or .cast")
    }
    var export = SpanExport(name: words[0], form: form, start: span.start, end: span.end)
    for word in words.dropFirst() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count == 2 ? parts[1] : ""
      switch parts.first {
      case "size":
        guard let size = SpanExport.Size(value) else { return refuseExport("size is columns x rows such as 120x40") }
        export.size = size
      case "seconds":
        guard let seconds = Int(value), (1...86_400).contains(seconds) else {
          return refuseExport("seconds is 1 to 86400")
        }
        export.seconds = seconds
      case "version":
        guard let version = Int(value), [2, 3].contains(version) else { return refuseExport("version is 2 or 3") }
        export.version = version
      default: return refuseExport("\(SafeText.visible(word, limit: 30)) is none of size=, seconds= and version=")
      }
    }
    return [.export(export)]
  }

  private mutating func refuseExport(_ why: String) -> [DashboardRequest] {
    view.note = ViewState.Note(text: "Not written: \(why).", isTrouble: true)
    return []
  }
}

/// What `w` offers: the screen, its table, and what happened in the span.
struct WritingMenu {
  let scene: Scene

  var content: DialogContent { DialogContent(title: "Write to a file", items: screens + spans) }

  private var screens: [DialogContent.Item] {
    TakeAlong.Form.allCases.map { form in
      let name = scene.view.fileName(form)
      return DialogContent.Item(
        label: "\(form.words): .\(form.rawValue)", sentence: "Writes \(form.words) to \(name) in the working folder.",
        requests: [.write(name: name, text: "")])
    }
  }

  private var spans: [DialogContent.Item] {
    let (start, end) = scene.chosenSpan
    return SpanExport.Form.allCases.map { form in
      let request = SpanExport(name: "rolldeck-span.\(form.rawValue)", form: form, start: start, end: end)
      return DialogContent.Item(
        label: "span, \(form.words): .\(form.rawValue)",
        sentence:
          "Writes \(form.words) from \(Figures.clock(start)) to \(Figures.clock(end)) to \(request.name). \(scene.keys.name(.spanStart)) and \(scene.keys.name(.spanEnd)) choose the span.",
        requests: [.export(request)])
    }
  }
}

extension ViewState {
  /// The file that the screen goes to where nothing else is asked for.
  func fileName(_ form: TakeAlong.Form) -> String {
    "rolldeck-\(board == .carriers ? "vms" : screen.title.lowercased()).\(form.rawValue)"
  }
}

extension Scene {
  /// The span that is written: what was chosen, within the run.
  var chosenSpan: (start: Instant, end: Instant) {
    let last = status.mode.end ?? now
    let start = min(view.span.start ?? 0, last)
    return (start, max(start, min(view.span.end ?? last, last)))
  }
}
