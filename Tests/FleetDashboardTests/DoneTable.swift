import FleetModel
import Testing

@testable import FleetDashboard

extension StatusTests.Told {
  private static let twoRegions = "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]"
  private static let twoPhases = "[{name: first, regions: west, bake: 1h}, {name: second, regions: east}]"
  private static let twoSets =
    "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}"
  private static let other =
    "{name: web, capacity: 10, extensions: [<A>]}, {name: other, capacity: 5, extensions: [<S>]}"

  /// What is over says since when.
  static let done: [Self] = [
    .init(
      name: "R31: a set that is done while its phase bakes",
      situation: .init(regions: twoRegions, sets: twoSets, phases: twoPhases, until: 2_400_000), subject: .set("web"),
      lines: [
        "web: 10 VMs upgraded, done since 00:06:34, 33 m 25 s ago.",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R31: a region that is done",
      situation: .init(
        regions: twoRegions, sets: twoSets, phases: twoPhases, story: ["at 5s power off vm=web_9"], until: 2_400_000),
      subject: .region(0),
      lines: [
        "west: 9 VMs upgraded, 1 left out, done since 00:06:32, 33 m 27 s ago.",
        "1 VM is left out because it is stopped, since 00:00:10, 39 m 50 s ago. (R33)",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R31: a zone that is done while another is in flight",
      situation: .init(
        sets:
          "{name: web, capacity: 5, zones: [1], extensions: [<A>]}, {name: far, capacity: 5, zones: [2], extensions: [<A>]}",
        until: 420_000), subject: .zone(1),
      lines: [
        "Zone 1: 5 VMs upgraded, done since 00:06:25, 34 s ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R31: a phase that is done",
      situation: .init(regions: twoRegions, sets: twoSets, phases: twoPhases, until: 4_020_000), subject: .phase(0),
      lines: [
        "Phase 1: 10 VMs upgraded, done since 00:06:34, 1 h ago.",
        "R22 [###################|] upgraded 10 of 10, needed 10: passes",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R31: a phase that was skipped and has stragglers",
      situation: .init(
        regions: twoRegions, sets: twoSets, phases: twoPhases,
        story: ["at 5s break install-fails vm=web_9", "at 30m skip 1"], until: 2_400_000), subject: .phase(0),
      lines: [
        "Phase 1: 1 VM still to upgrade; somebody skipped its gate at 00:30:00, 10 m ago (R30).",
        "1 VM waits for its retry, since 00:07:26, 32 m 33 s ago, until 3d 17:54:14, in 3 d 17 h. (R7)",
        "R22 [##################.|] upgraded 9 of 10, needed 10: not yet",
        "Next: it may go on in 3 d 17 h (3d 17:54:14), not before.",
      ]),
    .init(
      name: "R31: a set of a completed rollout", situation: .init(until: 10_800_000), subject: .set("web"),
      lines: [
        "web: 10 VMs upgraded, done since 00:06:34, 2 h 53 m ago; the rollout was completed at 00:06:34, 2 h 53 m ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R31: a region of a completed rollout", situation: .init(until: 10_800_000), subject: .region(0),
      lines: [
        "west: 10 VMs upgraded, done since 00:06:34, 2 h 53 m ago; the rollout was completed at 00:06:34, 2 h 53 m ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R31: a phase of a completed rollout", situation: .init(until: 10_800_000), subject: .phase(0),
      lines: [
        "Phase 1: 10 VMs upgraded, done since 00:06:34, 2 h 53 m ago; the rollout was completed at 00:06:34, 2 h 53 m ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R10: a set for which a completed rollout has nothing", situation: .init(sets: other, until: 10_800_000),
      subject: .set("other"),
      lines: [
        "other is no part of this rollout: no VM here has an older version of this major.",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R29: what is in flight in a rollout that is over",
      situation: .init(story: ["at 30s withdraw Agent 1.1.0.0"], until: 40_000), subject: .set("web"),
      lines: [
        "web: 2 VMs in flight, without a break since 00:00:10, 30 s ago; the rollout was cancelled at 00:00:30, 10 s ago, since its version was withdrawn (R29).",
        "Next: the VMs in flight get their verdicts, all of them at the latest in 44 m 30 s (00:45:10); nothing else starts here.",
      ]),
    .init(
      name: "R30: what is left of a cancelled rollout", situation: .init(story: ["at 30s cancel 1"], until: 3_600_000),
      subject: .set("web"),
      lines: [
        "web: the rollout was cancelled at 00:00:30, 59 m 30 s ago; 2 of 10 VMs were upgraded.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R30: what is in flight in a rollout that is held",
      situation: .init(story: ["at 30s hold 1"], until: 40_000), subject: .set("web"),
      lines: [
        "web: 2 VMs in flight, without a break since 00:00:10, 30 s ago.",
        "It waits because the rollout is held, since 00:00:30, 10 s ago. (R30)",
        "It waits for the open batch: 2 VMs in flight, since 00:00:10, 30 s ago. (R20)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: the VMs in flight get their verdicts, all of them at the latest in 44 m 30 s (00:45:10); then nothing until somebody resumes the rollout (x).",
      ]),
    .init(
      name: "R30: a phase that is held when all of it is done",
      situation: .init(
        regions: twoRegions, sets: twoSets, phases: twoPhases, story: ["at 5m30s hold 1"], until: 2_400_000),
      subject: .phase(0),
      lines: [
        "Phase 1: 10 VMs upgraded, done since 00:06:34, 33 m 25 s ago.",
        "It waits because the rollout is held, since 00:05:30, 34 m 30 s ago. (R30)",
        "R22 [###################|] upgraded 10 of 10, needed 10: passes",
        "Next: nothing until somebody resumes the rollout (x).",
      ]),
    .init(
      name: "R10: a VM that was up to date before",
      situation: .init(
        story: ["at 5s publish Agent 1.1.0.0 install=1m", "at 1h deploy Agent 1.0.0.0 vm=web_3 auto=on"],
        until: 10_800_000), subject: .vm("web_1"), rollout: 2,
      lines: [
        "web_1 is no part of this rollout: it runs this version or a newer one, since 00:02:44, 2 h 57 m ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R23: a rollout whose present phase bakes",
      situation: .init(regions: twoRegions, sets: twoSets, phases: twoPhases, until: 2_400_000), subject: .rollout,
      lines: [
        "Phase 1, first of rollout 1 is done; its bake began at 00:06:34, 33 m 25 s ago (R23).",
        "R22 [###################|] upgraded 10 of 10, needed 10: passes",
        "Next: phase 2, second, starts in 26 m 34 s (01:06:34) (R23).",
      ]),
    .init(
      name: "R27: a version that nobody can take now",
      situation: .init(
        sets: "{name: web, capacity: 1, extensions: [<A>]}",
        story: ["at 1s power off vm=web_0", "at 10s publish Agent 1.1.0.0"],
        until: 60_000), subject: .vm("web_0"),
      lines: [
        "web_0 is in no rollout: it does not take part.",
        "It waits because the VM is stopped. (R33)",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R33: why VMs wait comes before why others are left out",
      situation: .init(
        sets: "{name: web, capacity: 40, extensions: [<A>]}",
        story: [
          "at 1s power off vm=web_1", "at 1s power off vm=web_2", "at 5s break install-fails vm=web_0",
          "at 10s publish Agent 1.1.0.0 install=1m rollback=1m",
        ], until: 21_600_000), subject: .region(0),
      lines: [
        "west: 1 VM still to upgrade.",
        "1 VM waits for its retry, since 00:02:10, 5 h 57 m ago, until 2d 11:31:05, in 2 d 5 h. (R7)",
        "2 VMs are left out because they are stopped, the first since 00:00:10, 5 h 59 m ago. (R33)",
        "Next: it may go on in 2 d 5 h (2d 11:31:05), not before.",
      ]),
  ]
}
