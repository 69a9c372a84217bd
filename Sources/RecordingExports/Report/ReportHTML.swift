import FleetModel
public import FleetSession
import RolloutOrchestrator
public import SessionRecordings

/// The report as one page that needs nothing else: no script, no network, no fonts.
struct ReportHTML {
  private let facts: ReportFacts

  init(_ facts: ReportFacts) { self.facts = facts }

  private func safe(_ text: String) -> String { VisibleText.html(text) }

  var text: String {
    let picture = ReportPicture(facts)
    let rollouts = facts.session.orchestrator.rollouts
    var body = "<h1>\(safe(facts.title))</h1>\n<p>\(safe(facts.origin)) \(safe(facts.ending))</p>\n"
    if let warning = facts.warning { body += "<p class=\"warning\">\(safe(warning))</p>\n" }
    body +=
      rollouts.isEmpty
      ? "<p>No rollout started.</p>\n"
      : "<ul>\n" + rollouts.map { "<li>\(safe(facts.sentence($0)))</li>\n" }.joined() + "</ul>\n"
    if !rollouts.isEmpty {
      body += "<h2>Phases and batches</h2>\n" + Self.timelineLegend + picture.timeline
    }
    let versions = picture.versions
    if !versions.isEmpty { body += "<h2>Versions</h2>\n" + versions }
    body += table(
      "Why runs were stopped", ReportTables.stopHead, ReportTables.stops(facts), none: "No run was stopped.")
    body += table(
      "What was rolled back", ReportTables.rollbackHead, ReportTables.rollbacks(facts), none: "Nothing was rolled back."
    )
    body += table("Who did what", ReportTables.commandHead, ReportTables.commands(facts), none: "No command was given.")
    body +=
      "<footer>Digest at the end <code>\(facts.session.digest.hex)</code>, engine \(safe(EngineVersion.current)), recorded by engine \(safe(facts.recording.header.engine)).</footer>\n"
    return Self.page(title: safe(facts.title), body)
  }

  private func table(_ title: String, _ head: [String], _ rows: [[String]], none: String) -> String {
    var text = "<h2>\(title)</h2>\n"
    guard !rows.isEmpty else { return text + "<p>\(none)</p>\n" }
    text += "<div class=\"scroll\"><table>\n<tr>" + head.map { "<th>\($0)</th>" }.joined() + "</tr>\n"
    for row in rows.prefix(ReportFacts.shownRows) {
      text += "<tr>" + row.map { "<td>\(safe($0))</td>" }.joined() + "</tr>\n"
    }
    text += "</table></div>\n"
    if rows.count > ReportFacts.shownRows { text += "<p>and \(rows.count - ReportFacts.shownRows) more</p>\n" }
    return text
  }

  private static let timelineLegend = """
    <p class="legend"><span class="key"><i class="phase"></i>phase</span> <span class="key"><i class="bake"></i>bake time</span> \
    <span class="key"><i class="batch"></i>VMs in open batches</span> <span class="key"><i class="stop"></i>▲ stop</span> \
    <span class="key"><i class="rollback"></i>◆ rollbacks</span> <span class="key"><i class="command"></i>numbered: commands, below</span></p>

    """

  private static func page(title: String, _ body: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(title)</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(body)</body>
    </html>

    """
  }

  private static let style = """
    :root { --ink: #1b2733; --quiet: #5b6b7a; --line: #d5dde4; --ground: #fff; --phase: #2f6f9f; --bake: #a9c7dd;
      --batch: #1f8a70; --stop: #c4460d; --rollback: #8a3ffc; --command: #8794a1;
      --v0: #dfe5ea; --v1: #c3ced8; --v2: #f0c674; --v3: #7fb6d9; --v4: #3a86b7; --v5: #1f8a70; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9fb0bf; --line: #33414d; --ground: #11181f;
      --phase: #5aa9dd; --bake: #2d536c; --batch: #39b795; --stop: #ff8a4c; --rollback: #b794ff; --command: #6f7f8d;
      --v0: #2a343d; --v1: #445360; --v2: #b98a2f; --v3: #2f5d7c; --v4: #4b98c9; --v5: #39b795; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 1100px;
      margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere; }
    h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin-top: 2.2rem; } h3 { font-size: 1rem; margin-bottom: 0; }
    .scroll { overflow-x: auto; }
    svg { display: block; width: 100%; min-width: 720px; height: auto; font: 11px system-ui, sans-serif; }
    svg text { fill: var(--ink); } svg .tick { fill: var(--quiet); } svg .end { text-anchor: end; } svg .middle { text-anchor: middle; }
    svg .label { font-weight: 600; font-size: 12px; } svg .inside, svg .beside { transform: translateX(4px); } svg .inside { fill: var(--ground); }
    .grid { stroke: var(--line); } svg .command { stroke: var(--command); stroke-dasharray: 2 3; }
    .phase { fill: var(--phase); } .bake { fill: var(--bake); } .batch { fill: var(--batch); }
    .stop { fill: var(--stop); } .rollback { fill: var(--rollback); }
    .v0 { fill: var(--v0); } .v1 { fill: var(--v1); } .v2 { fill: var(--v2); } .v3 { fill: var(--v3); } .v4 { fill: var(--v4); } .v5 { fill: var(--v5); }
    .legend { color: var(--quiet); font-size: .85rem; margin: .3rem 0 .6rem; } .key { white-space: nowrap; margin-right: .8rem; }
    .key i { display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; vertical-align: -1px; }
    i.phase { background: var(--phase); } i.bake { background: var(--bake); } i.batch { background: var(--batch); }
    i.stop { background: var(--stop); } i.rollback { background: var(--rollback); } i.command { background: var(--command); }
    i.v0 { background: var(--v0); } i.v1 { background: var(--v1); } i.v2 { background: var(--v2); } i.v3 { background: var(--v3); } i.v4 { background: var(--v4); } i.v5 { background: var(--v5); }
    table { border-collapse: collapse; font-size: .9rem; width: 100%; overflow-wrap: normal; }
    th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { color: var(--quiet); font-weight: 600; } td:last-child { min-width: 9rem; }
    .warning { border-left: 4px solid var(--stop); padding: .4rem .8rem; font-weight: 600; }
    footer { margin-top: 2.5rem; color: var(--quiet); font-size: .85rem; }
    """
}

/// One page that explains what happened in a recording.
public enum ReportExport {
  /// The two forms.
  public enum Form: Sendable {
    /// One HTML file that needs nothing else.
    case html
    /// Markdown without pictures.
    case markdown
  }

  /// The page, and the first difference from what was recorded, up to which it tells.
  public static func text(_ recording: Recording, plan: FleetPlan, _ form: Form) -> (
    text: String, mismatch: ReplayMismatch?
  ) {
    let facts = ReportFacts(recording, plan: plan)
    let text =
      switch form {
      case .html: ReportHTML(facts).text
      case .markdown: ReportMarkdown(facts).text
      }
    return (text, facts.mismatch)
  }
}
