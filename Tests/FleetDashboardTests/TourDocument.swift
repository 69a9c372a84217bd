import FleetModel
import FleetSession
import TextCanvas

@testable import FleetDashboard

/// `docs/tour.md`: the screens as text, made by the program itself.
enum TourDocument {
  static func text() throws -> String {
    var run = try DemoRun()
    run.advance(to: 12 * Span.minute)
    var text = """
      # A tour of the screens

      `rolldeck` alone opens the built-in fleet `demo`: 120 VMs in three regions, a good version, then a bad one. These are its
      screens at 80x24 with ASCII symbols, twelve simulated minutes after the start. A test draws them anew and holds this page
      against them. `:tour` leads through them in the program; [keys.md](keys.md) lists all keys.


      """
    _ = run.canvas()
    add(
      "World",
      "The three sentences on top say what is rolled out, how it goes against its limit, and what comes next. Below: the phases, the regions with a strip for each zone (a cell is one VM or some of them), and what just happened.",
      &run, &text)
    run.press(.enter, .right, .right)
    add(
      "Region (Enter)",
      "Sets by zone and update domain. Only one zone of a region and one update domain of a set are in flight at a time, never more than 20 % of a set. Below are the VMs of the chosen cell, those that need a look first.",
      &run, &text)
    run.press(.enter, .enter)
    add(
      "VM (Enter on one)",
      "Its extensions with what runs, what is wanted, whether automatic upgrade is on, and when a failed upgrade is tried again; its health; its own history.",
      &run, &text)
    run.press(.escape, .escape, .escape, .escape, .down)
    run.press(.character("i"))
    add(
      "Why (i)",
      "What the thing under the cursor does, what it waits for with the number of the rule, and what comes next and when.",
      &run, &text)
    run.press(.escape, .up, .character("f"))
    add(
      "Faults (f)",
      "A menu that says to how many VMs it will do what before Enter does it. `o` switches automatic upgrade, `P` publishes, `r` retries, `x` holds, skips, cancels, withdraws.",
      &run, &text)
    run.press(.escape, .character("4"))
    add("Catalogue (4)", "The extensions, their rollouts, and the VMs on each version.", &run, &text)
    run.advance(to: 36 * Span.hour + 30 * Span.minute)
    run.press(.character("5"))
    add(
      "Events (5)",
      "What happened, newest first; here a day and a half later, after the bad version was stopped by R16. `/` filters, `L` chooses how much is shown.",
      &run, &text)
    run.press(.character("6"))
    add("Timeline (6)", "Phases over time, and marks at everything worth coming back to.", &run, &text)
    run.press(.character("1"), .character(":"))
    run.type("break unhealthy group=web-001 share=20% for=15m")
    add("Commands (:)", "Whatever a script can say, with completion and a sentence of what it will do.", &run, &text)
    return text
  }

  private static func add(_ title: String, _ words: String, _ run: inout DemoRun, _ text: inout String) {
    text += "## \(title)\n\n\(words)\n\n```\n\(run.canvas().text)```\n\n"
  }
}
