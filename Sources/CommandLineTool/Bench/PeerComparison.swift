import Glibc

/// The published workload's peers in C, built here and run in turn with our own rows: what ours cost, as a multiple of theirs.
struct PeerComparison {
  let folder: String
  let sizes: [Int]
  let runs: Int
  let seed: UInt64
  let failPPM: Int

  /// What stands in the way, in words.
  struct Refusal: Error { let sentence: String }

  private struct Program {
    let name: String
    /// The row's name, and what is run for so many VMs.
    let arguments: (Int) -> [String]
    /// Whether it does the workload itself, so that its result line must be the same as the others'.
    let isWorkload: Bool
  }

  /// Prints a row for each program and size, and the ratios; false if results differ.
  func run() throws(Refusal) -> Bool {
    let scratch = try makeFolder()
    defer { Self.remove(scratch) }
    let programs = try peers(in: scratch) + ours
    var agree = true
    print(BenchRow.header)
    var summary: [String] = []
    for machines in sizes {
      let results = try measure(programs, machines, scratch + "/output")
      for (program, runs) in zip(programs, results) { print(row(program, machines, runs).text) }
      let lines = zip(programs, results).filter(\.0.isWorkload).flatMap { $0.1.map { Self.resultLine($0.output) } }
      if Set(lines).count != 1 || lines[0].isEmpty {
        agree = false
        summary.append("N=\(machines): the results DIFFER")
      } else {
        summary.append("N=\(machines): all did the same work, \(lines[0].split(separator: " ").last ?? "")")
      }
      for place in programs.indices.suffix(ours.count) {
        summary.append(
          "  \(programs[place].name)-\(machines), CPU: "
            + (0..<(programs.count - ours.count)).map { peer in
              "\(Self.ratio(results[place], results[peer])) of \(programs[peer].name)'s"
            }.joined(separator: ", "))
      }
    }
    for line in summary { print(line) }
    return agree
  }

  /// All programs once, then all again, so that a drift of the machine's speed meets them alike.
  private func measure(_ programs: [Program], _ machines: Int, _ scratch: String) throws(Refusal) -> [[ChildRun]] {
    var results: [[ChildRun]] = Array(repeating: [], count: programs.count)
    for _ in 0..<runs {
      for (place, program) in programs.enumerated() {
        let run = try Self.start(program.arguments(machines), scratch)
        guard run.status == 0 else { throw Refusal(sentence: "\(program.name): it failed with N=\(machines)") }
        results[place].append(run)
      }
    }
    return results
  }

  private func row(_ program: Program, _ machines: Int, _ runs: [ChildRun]) -> BenchRow {
    BenchRow(
      name: "\(program.name)-\(machines)", machines: machines,
      events: program.isWorkload ? Self.events(runs[0].output) : Self.eventsOfRow(runs[0].output),
      cpu: Self.median(runs.map(\.cpu)), wall: Self.median(runs.map(\.wall)),
      peak: Int(Self.median(runs.map(\.peakMiB)).rounded()))
  }

  // MARK: Programs

  private var ours: [Program] {
    let seed = String(seed)
    let ppm = String(failPPM)
    return [
      Program(
        name: "rollout",
        arguments: { ["/proc/self/exe", "bench", "rollout-\($0)", "--seed", seed, "--fail-ppm", ppm] }, isWorkload: true
      ),
      Program(
        name: "engine", arguments: { ["/proc/self/exe", "bench", "engine-\($0)", "--seed", seed] }, isWorkload: false),
    ]
  }

  private func peers(in scratch: String) throws(Refusal) -> [Program] {
    let source = folder + "/rollout.c"
    guard access(source, R_OK) == 0 else {
      throw Refusal(sentence: "\(folder): no rollout.c in it; --against takes the folder of the workload's peers")
    }
    guard let compiler = ["clang", "cc"].first(where: Self.isInstalled) else {
      throw Refusal(sentence: "no C compiler: install clang, or gcc as cc")
    }
    let program = scratch + "/rollout"
    let build = try Self.start([compiler, "-O2", "-o", program, source], scratch + "/complaints", quietly: true)
    guard build.status == 0 else { throw Refusal(sentence: "\(source): \(compiler) cannot build it\n\(build.output)") }
    let (seed, ppm) = (String(seed), String(failPPM))
    return ["heap", "wheel"].map { queue in
      Program(
        name: "c-\(queue)-\(compiler)", arguments: { [program, "-q", queue, String($0), seed, ppm] }, isWorkload: true)
    }
  }

  private static func isInstalled(_ program: String) -> Bool {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  private static func start(_ arguments: [String], _ scratch: String, quietly: Bool = false) throws(Refusal)
    -> ChildRun
  {
    do throws(ChildRun.Failure) {
      return try ChildRun(arguments, scratch: scratch, quietly: quietly)
    } catch {
      switch error {
      case .notStarted(let program, let code):
        throw Refusal(sentence: "\(program): cannot be started: \(String(cString: strerror(code)))")
      }
    }
  }

  // MARK: Results

  private static func resultLine(_ output: String) -> String {
    output.split(separator: "\n").first { $0.hasPrefix("N=") }.map(String.init) ?? ""
  }

  private static func events(_ output: String) -> Int {
    resultLine(output).split(separator: " ").first { $0.hasPrefix("events=") }.flatMap { Int($0.dropFirst(7)) } ?? 0
  }

  private static func eventsOfRow(_ output: String) -> Int {
    output.split(separator: "\n").last.flatMap { Int($0.split(separator: " ").dropFirst(2).first ?? "") } ?? 0
  }

  /// The median of run-by-run ratios, with two places.
  private static func ratio(_ ours: [ChildRun], _ theirs: [ChildRun]) -> String {
    BenchRow.hundredths(median(zip(ours, theirs).map { $0.cpu / max($1.cpu, 1e-4) }))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  // MARK: Scratch

  private func makeFolder() throws(Refusal) -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/rolldeck-bench-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw Refusal(sentence: "\(parent): \(String(cString: strerror(errno)))")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func remove(_ folder: String) {
    for name in ["output", "complaints", "rollout"] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}
