import FleetModel

/// Everything that is wrong with a file, in the order of its lines. Nothing of such a file is loaded.
public struct FleetFileErrors: Error, Sendable, Equatable, CustomStringConvertible {
  /// The problems, at most `FleetFileLimit.problems`.
  public let problems: [FileProblem]
  /// How many more there were.
  public let omitted: Int

  /// One problem a line; safe to print whatever the file held.
  public var description: String {
    let lines = problems.map(\.description)
    return (omitted == 0 ? lines : lines + ["and \(omitted) more"]).joined(separator: "\n")
  }
}

/// One thing that is wrong with a file: where, what, and how to mend it.
public struct FileProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file, as the person named it.
  public let file: String
  /// The line, from 1; 0 if it concerns the whole file.
  public let line: Int
  /// The column in characters, from 1; 0 if it concerns the whole line or file.
  public let column: Int
  /// The way to the field, for example `scaleSets[2].capacity`; empty at the top level.
  public let field: String
  /// What was expected and what was found.
  public let text: String
  /// What to do about it; empty if `text` says so already.
  public let mend: String

  /// `file:line:column: field: text; mend`.
  public var description: String {
    var place = QuotedText.bare(file)
    if line > 0 { place += ":\(line)" }
    if column > 0 { place += ":\(column)" }
    let subject = field.isEmpty ? "" : "\(field): "
    return "\(place): \(subject)\(text)\(mend.isEmpty ? "" : "; \(mend)")"
  }
}

/// Bounds on what a file may hold, each with its reason.
public enum FleetFileLimit {
  /// Bytes of a file: 256 MiB is a million VMs written out one by one.
  public static let bytes = 256 << 20
  /// Levels of nesting: the format needs seven, and every level costs stack while it is read.
  public static let depth = 64
  /// VMs of a fleet: what the dashboard and the memory of a person's machine are measured for.
  public static let machines = 2_000_000
  /// Problems that are reported one by one: nobody reads more.
  public static let problems = 200
  /// Bytes of a name: longer ones are a mistake and would fill the screen.
  public static let nameBytes = 256
  /// Bytes of a text that says what a fleet is for: a page.
  public static let descriptionBytes = 10_000
  /// The longest time that can be written: ten years; sums of a few stay far from overflow.
  public static let longestTime: Int64 = 3_650 * 86_400_000
  /// Milliseconds of a probe's interval times its probes: R6 says so.
  public static let settle: Int64 = 240_000
  /// Regions and subscriptions: some ten times what exists.
  public static let regions = 1_000
  /// Subscriptions of a fleet.
  public static let subscriptions = 10_000
  /// Different VM sizes: Azure has some seven hundred.
  public static let sizes = 1_000
  /// Versions of one extension that a file may name: their indexes are stored in 16 bits, and a scenario adds more.
  public static let versions = 60_000
  /// VMs of one set.
  public static let capacity = FleetLimit.machinesPerGroup
}
