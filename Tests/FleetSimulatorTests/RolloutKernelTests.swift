import Testing

import FleetSimulator
import Foundation

@Suite("RolloutKernel")
struct RolloutKernelTests {
  /// The check values of the workload `rollout-N`, which programs in other languages print as well.
  static let checkValues = [
    """
    N=1 seed=1 fail_ppm=10000 events=11 upgraded=1 rolled_back=0 broken=0 skipped=0 stopped_sets=0 phases=7 \
    end_ms=363515 checksum=7f2d06f1a423ebdf
    """,
    """
    N=59 seed=1 fail_ppm=10000 events=649 upgraded=59 rolled_back=0 broken=0 skipped=0 stopped_sets=0 phases=7 \
    end_ms=2804532 checksum=c65a312b16902026
    """,
    """
    N=1000 seed=1 fail_ppm=10000 events=10304 upgraded=928 rolled_back=7 broken=1 skipped=64 stopped_sets=33 phases=7 \
    end_ms=32131956 checksum=065846cbe3af9f8a
    """,
    """
    N=10000 seed=1 fail_ppm=10000 events=107466 upgraded=9654 rolled_back=100 broken=6 skipped=240 stopped_sets=17 \
    phases=7 end_ms=78983888 checksum=0af9d6498839c01f
    """,
    """
    N=10000 seed=1 fail_ppm=100000 events=86262 upgraded=6978 rolled_back=719 broken=73 skipped=2230 stopped_sets=160 \
    phases=7 end_ms=80009603 checksum=09f713cf3749ae06
    """,
    """
    N=100000 seed=1 fail_ppm=10000 events=1093204 upgraded=98324 rolled_back=856 broken=114 skipped=706 \
    stopped_sets=45 phases=7 end_ms=83034022 checksum=0d48ac4dc77efd93
    """,
    """
    N=100000 seed=7 fail_ppm=300000 events=4745 upgraded=283 rolled_back=122 broken=14 skipped=99581 stopped_sets=39 \
    phases=1 end_ms=5361437 checksum=c18e1c1a9d283b9c
    """,
    """
    N=1000000 seed=1 fail_ppm=10000 events=10917780 upgraded=981624 rolled_back=8941 broken=1052 skipped=8383 \
    stopped_sets=526 phases=7 end_ms=82087910 checksum=7512f2cb16f7f234
    """,
  ]

  @Test("The kernel does the work of the workload's reference, to the last bit", arguments: checkValues.dropLast())
  func checkValue(line: String) throws {
    try expectLine(line)
  }

  /// A debug build takes some seconds for a million machines.
  @Test(
    "The kernel does the work of the workload's reference at a million machines",
    .enabled(if: ProcessInfo.processInfo.environment["ROLLDECK_MILLION"] != nil))
  func checkValueOfAMillion() throws {
    try expectLine(Self.checkValues.last!)
  }

  private func expectLine(_ line: String) throws {
    let numbers = line.split(separator: " ").prefix(3).map { $0.split(separator: "=")[1] }
    let result = try RolloutKernel.run(
      machines: #require(Int(numbers[0])), seed: #require(UInt64(numbers[1])), failPPM: #require(Int(numbers[2])))
    #expect(result.description == line)
  }
}
