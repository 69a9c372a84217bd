/// An independent judge of a run. It sees nothing but the lines of the event stream, keeps its own account of the fleet
/// and of every rollout, and holds each event against the invariants I1 to I27; it shares no code with what it judges.
public struct AvailabilityAuditor {
  /// How many violations are kept with their text; later ones are only counted, so that a hopeless run stays small.
  public static let reportLimit = 100

  /// The violations in the order they were found; the first is the one to look at, later ones may follow from it.
  public private(set) var violations: [Violation] = []
  /// How many were found, beyond the limit too.
  public private(set) var violationCount = 0

  var tape = LineTape()
  let kinds = NameTable(LineKind.allCases.map { "\($0)" })
  let words = NameTable(StreamWord.allCases.map { "\($0)" })

  /// The line being judged: its number and time, -1 and 0 in the header.
  var event = -1
  var time = 0
  var lastHeaderKind: LineKind?
  var isEnded = false

  var policy = AuditedPolicy()
  var regionNames = NameTable()
  var subscriptionNames = NameTable()
  var groupNames = NameTable()
  var handlerNames = NameTable()
  var rolloutNames = NameTable()
  /// Zone 0 is none.
  var zoneNames = NameTable([""])

  var supportedHandlers: [Bool] = []
  /// Both directions of every pair (R24).
  var pairs: [[Int]] = []
  var isEnrolled: [Bool] = []
  var groups: [AuditedGroup] = []
  var machines = MachineTable()
  var extensions = ExtensionTable()
  var releases = ReleaseTable()
  var regionMembers: [[Int32]] = []
  /// When an attempt in the region last ended.
  var regionTouchedAt: [Int] = []
  var standalone = StandaloneLanes()
  /// What the scale sets' models say of automatic upgrade, where a command said it (I15).
  var models: [ModelKey: Bool] = [:]

  var rollouts: [AuditedRollout] = []
  /// Rollouts of each handler that have not ended.
  var liveRollouts: [[Int]] = []
  var runs: [AuditedRun] = []
  var runNumbers: [RunKey: Int] = [:]
  var batches: [AuditedBatch] = []
  var attempts: [AuditedAttempt] = []
  var freeAttempts: [Int] = []
  var lanes = RegionLanes()
  var groupRetries: [GroupRetryKey: GroupRetry] = [:]
  var retryCommands: [RetryCommand] = []
  var waitings: [WaitingScope: AuditedWaiting] = [:]

  var instant = InstantNotes()
  var judged = [Int](repeating: 0, count: 29)
  var situations = [Int](repeating: 0, count: Situation.allCases.count)

  /// An auditor that has seen nothing yet.
  public init() {}

  /// Judges one line of the stream, with or without its line end. A line that cannot be read is a violation, never a
  /// crash.
  public mutating func read(line: ArraySlice<UInt8>) {
    do throws(LineFault) {
      try tape.load(line)
      try judgeLine()
    } catch {
      report("format", error.text)
    }
  }

  /// Judges one line of the stream, with or without its line end.
  public mutating func read(line: [UInt8]) { read(line: line[...]) }

  /// Judges whole lines as they stand one behind the other.
  public mutating func read(lines: ArraySlice<UInt8>) {
    for line in lines.split(separator: 10) { read(line: line) }
  }

  /// After the last line: a stream without its `end` line is a violation. What is left undone is judged at that line.
  public mutating func finish() {
    if !isEnded { report("format", "the stream has no end line") }
  }

  /// How often each situation, and each invariant's check, really occurred, in a fixed order.
  public var exercised: [(name: String, count: Int)] {
    var list = Situation.allCases.map { (name: $0.name, count: situations[$0.rawValue]) }
    for number in Self.judgedInvariants { list.append((name: "I\(number)", count: judged[number])) }
    return list
  }

  /// Those that one stream can show; I25, I26 and I28 need several, or the input.
  private static let judgedInvariants = Array(1...24) + [27]

  /// Counts a check of an invariant and answers its result.
  mutating func holds(_ invariant: Int, _ isTrue: Bool) -> Bool {
    judged[invariant] += 1
    return isTrue
  }

  mutating func note(_ situation: Situation) { situations[situation.rawValue] += 1 }

  mutating func report(_ invariant: String, _ text: String) {
    violationCount += 1
    guard violations.count < Self.reportLimit else { return }
    violations.append(Violation(invariant: invariant, event: event, time: time, text: text))
  }
}
