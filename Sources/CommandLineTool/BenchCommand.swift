import ArgumentParser
import FleetSimulator

/// `rolldeck bench`: how fast the parts are.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure the engine's own parts.",
    discussion: "rollout-N runs the published workload on the simulator's agenda, draws and per-VM state.")

  @Argument(help: "What to run: rollout-N, for example rollout-100000.") var name: String
  @Option(help: "The seed.") var seed: UInt64 = 1
  @Option(name: .customLong("fail-ppm"), help: "VMs that the version breaks, in parts per million.") var failPPM =
    10_000

  func validate() throws {
    guard machines != nil else { throw ValidationError("\(name) is not rollout-N with N from 1 to 2147483648") }
    guard (0...1_000_000).contains(failPPM) else { throw ValidationError("--fail-ppm is 0 to 1000000") }
  }

  private var machines: Int? {
    guard name.hasPrefix("rollout-"), let count = Int(name.dropFirst(8)), (1...(1 << 31)).contains(count) else {
      return nil
    }
    return count
  }

  func run() throws { print(RolloutKernel.run(machines: machines!, seed: seed, failPPM: failPPM)) }
}
