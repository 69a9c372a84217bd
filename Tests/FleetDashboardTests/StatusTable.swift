import FleetModel
import RolloutOrchestrator
import Testing

@testable import FleetDashboard

extension StatusTests {
  /// A situation, what is asked about, and what is told.
  struct Told: CustomTestStringConvertible, Sendable {
    var name: String
    var situation: Situation
    var subject: Subject
    var rollout: RolloutID = 1
    var lines: [String]

    var testDescription: String { name }
  }
}

extension StatusTests.Told {
  static let all: [Self] = vms + places + done

  private static let vms: [Self] = [
    .init(
      name: "R2: a VM that is upgraded", situation: .init(until: 10800000), subject: .vm("web_0"),
      lines: [
        "web_0: upgraded since 00:01:26, 2 h 58 m ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R3: installing", situation: .init(until: 40000), subject: .vm("web_0"),
      lines: [
        "web_0 installs the new version; the install began 30 s ago and is given up after 20 m (R3).",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: the install ends, at the latest in 19 m 30 s (00:20:10) (R3); then its health is watched.",
      ]),
    .init(
      name: "R2: watched",
      situation: .init(story: ["at 10s publish Agent 1.1.0.0 install=1m slow=100% slow-time=4m"], until: 80000),
      subject: .vm("web_0"),
      lines: [
        "web_0 got the new version 10 s ago; its health is watched (R2).",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: upgraded once a healthy report comes, rolled back in 4 m 50 s (00:06:10) without one (R4).",
      ]),
    .init(
      name: "R3: rolling back",
      situation: .init(story: ["at 10s publish Agent 1.1.0.0 install=1m fail=100% rollback=1m"], until: 100000),
      subject: .vm("web_0"),
      lines: [
        "web_0 is being rolled back to the version before; that began 30 s ago.",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: the rollback ends, at the latest in 19 m 30 s (00:21:10); then it waits for its retry (R7).",
      ]),
    .init(
      name: "R29: withdrawn", situation: .init(story: ["at 30s withdraw Agent 1.1.0.0"], until: 3600000),
      subject: .vm("web_9"),
      lines: [
        "web_9: the rollout was cancelled at 00:00:30, 59 m 30 s ago, since its version was withdrawn (R29).",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R30: cancelled", situation: .init(story: ["at 30s cancel 1"], until: 3600000), subject: .vm("web_9"),
      lines: [
        "web_9: the rollout was cancelled at 00:00:30, 59 m 30 s ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R28: superseded", situation: .init(story: ["at 30s publish Agent 1.2.0.0 install=1h"], until: 600000),
      subject: .vm("web_9"),
      lines: [
        "web_9: the rollout was superseded by a newer version at 00:00:30, 9 m 30 s ago.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R11: opted out", situation: .init(story: ["at 30s auto off Agent vm=web_9"], until: 60000),
      subject: .vm("web_9"),
      lines: [
        "web_9: left out.",
        "It waits because automatic upgrade is off for it, since 00:00:30, 30 s ago. (R11)",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 50 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on when its owner switches automatic upgrade on (o) and the rest of that is over.",
      ]),
    .init(
      name: "R40: not enrolled",
      situation: .init(
        subscriptions: "[main, {name: other, enrolled: false}]",
        sets:
          "{name: web, capacity: 10, subscription: main, extensions: [<A>]}, {name: far, capacity: 5, subscription: other, extensions: [<A>]}",
        until: 60000), subject: .vm("far_0"),
      lines: [
        "far_0: left out.",
        "It waits because its subscription is not enrolled, since 00:00:10, 50 s ago. (R40)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it goes on when its subscription is enrolled.",
      ]),
    .init(
      name: "R32: an unsupported type", situation: .init(isSupported: false, until: 60000), subject: .vm("web_0"),
      lines: [
        "web_0 is in no rollout: it does not take part.",
        "It waits because automatic upgrade does not support this extension. (R32)",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R27: no rollout at all", situation: .init(until: 5000), subject: .vm("web_0"),
      lines: [
        "web_0 is in no rollout: no newer version of its major is published; it has had its own since the start.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R33: a stopped VM", situation: .init(story: ["at 5s power off vm=web_9"], until: 60000),
      subject: .vm("web_9"),
      lines: [
        "web_9: left out.",
        "It waits because the VM is stopped, since 00:00:10, 50 s ago. (R33)",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 50 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [##..|...............] unhealthy 1 of 10, limit 2: passes",
        "Next: it goes on when somebody starts the VM and the rest of that is over.",
      ]),
    .init(
      name: "R33: a protected VM", situation: .init(story: ["at 5s protect on vm=web_9"], until: 60000),
      subject: .vm("web_9"),
      lines: [
        "web_9: left out.",
        "It waits because the instance is protected, since 00:00:10, 50 s ago. (R33)",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 50 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on when its owner lifts the protection and the rest of that is over.",
      ]),
    .init(
      name: "R33: an old model",
      situation: .init(
        sets: "{name: web, capacity: 10, upgradeMode: Manual, latestModel: 100%, extensions: [<A>]}",
        story: ["at 5s model behind vm=web_9"], until: 60000), subject: .vm("web_9"),
      lines: [
        "web_9: left out.",
        "It waits because the instance is not on its set's latest model, since 00:00:10, 50 s ago. (R33)",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 50 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on when its owner brings it to the set's latest model and the rest of that is over.",
      ]),
    .init(
      name: "R34: Service Fabric",
      situation: .init(
        sets:
          "{name: web, capacity: 10, extensions: [<A>]}, {name: far, capacity: 5, serviceFabric: true, extensions: [<A>]}",
        until: 60000), subject: .vm("far_0"),
      lines: [
        "far_0: left out.",
        "It waits because Service Fabric sets are not supported, since 00:00:10, 50 s ago. (R34)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: nothing: automatic upgrade does not support it.",
      ]),
    .init(
      name: "R5b: two sources of health",
      situation: .init(
        sets:
          "{name: web, capacity: 10, extensions: [<A>]}, {name: far, capacity: 5, healthSource: conflict, extensions: [<A>]}",
        until: 60000), subject: .vm("far_0"),
      lines: [
        "far_0: left out.",
        "It waits because the set has two sources of health, which blocks it, since 00:00:10, 50 s ago. (R5b)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it goes on when its owner leaves the set one source of health.",
      ]),
    .init(
      name: "R33: an agent that is not ready",
      situation: .init(story: ["at 5s break agent-lost vm=web_9"], until: 60000), subject: .vm("web_9"),
      lines: [
        "web_9: left out.",
        "It waits because the VM's agent is not ready, since 00:00:10, 50 s ago. (R33)",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 50 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [##..|...............] unhealthy 1 of 10, limit 2: passes",
        "Next: it goes on when its agent reports again and the rest of that is over.",
      ]),
    .init(
      name: "R33: a VM that was unhealthy before",
      situation: .init(story: ["at 5s break unhealthy vm=web_9"], until: 60000), subject: .vm("web_9"),
      lines: [
        "web_9: left out.",
        "It waits because the VM is not healthy, since 00:00:10, 50 s ago. (R33)",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 50 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [##..|...............] unhealthy 1 of 10, limit 2: passes",
        "Next: it goes on when it is healthy again and the rest of that is over.",
      ]),
    .init(
      name: "R20: a VM beside the open batch",
      situation: .init(sets: "{name: web, capacity: 10, updateDomains: 1, extensions: [<A>]}", until: 40000),
      subject: .vm("web_9"),
      lines: [
        "web_9 waits for its upgrade.",
        "It waits for the open batch: 2 VMs in flight, since 00:00:10, 30 s ago. (R20)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R13: another update domain", situation: .init(until: 40000), subject: .vm("web_1"),
      lines: [
        "web_1 waits for its upgrade.",
        "It waits for the open batch in another update domain of the set, since 00:00:10, 30 s ago. (R13)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R23: a VM of a later phase while the one before bakes",
      situation: .init(
        regions: "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}",
        phases: "[{name: first, regions: west, bake: 1h}, {name: second, regions: east}]", until: 2400000),
      subject: .vm("far_0"),
      lines: [
        "far_0 waits for its upgrade.",
        "It waits until phase 1, first, has baked, since 00:06:34, 33 m 25 s ago, until 01:06:34, in 26 m 34 s. (R23)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it may go on in 26 m 34 s (01:06:34), not before.",
      ]),
    .init(
      name: "R22: a VM of a later phase",
      situation: .init(
        regions: "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}",
        phases: "[{name: first, regions: west, bake: 1h}, {name: second, regions: east}]", until: 40000),
      subject: .vm("far_0"),
      lines: [
        "far_0 waits for its upgrade.",
        "It waits for phase 1, first, to finish, since 00:00:10, 30 s ago. (R22)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R7: retries",
      situation: .init(
        sets: "{name: web, capacity: 40, extensions: [<A>]}",
        story: ["at 5s break install-fails vm=web_0", "at 10s publish Agent 1.1.0.0 install=1m rollback=1m"],
        until: 21600000), subject: .vm("web_0"),
      lines: [
        "web_0 waits for its upgrade.",
        "It waits for its retry, since 00:02:10, 5 h 57 m ago, until 2d 11:31:05, in 2 d 5 h. (R7)",
        "R14 [....|...............] unhealthy 0 of 40, limit 8: passes",
        "Next: it may go on in 2 d 5 h (2d 11:31:05), not before.",
      ]),
    .init(
      name: "R8: a failed rollback needs a person",
      situation: .init(
        sets: "{name: web, capacity: 40, extensions: [<A>]}",
        story: [
          "at 5s break install-fails vm=web_0", "at 5s break rollback-fails vm=web_0",
          "at 10s publish Agent 1.1.0.0 install=1m rollback=1m",
        ], until: 21600000), subject: .vm("web_0"),
      lines: [
        "web_0 waits for its upgrade.",
        "It waits for a person: the rollback of attempt 1 failed, since 00:02:10, 5 h 57 m ago. (R8)",
        "R14 [....|...............] unhealthy 0 of 40, limit 8: passes",
        "Next: nothing until somebody says retry (r).",
      ]),
    .init(
      name: "R30: held", situation: .init(story: ["at 30s hold 1"], until: 3600000), subject: .vm("web_9"),
      lines: [
        "web_9 waits for its upgrade.",
        "It waits because the rollout is held, since 00:00:30, 59 m 30 s ago. (R30)",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "R16 [|...................] upgraded 2, bad 0, limit 0: passes",
        "Next: nothing until somebody resumes the rollout (x).",
      ]),
    .init(
      name: "R19: the last other standalone VM",
      situation: .init(
        more: "virtualMachines: [{name: a, zones: [1], extensions: [<A>]}, {name: b, extensions: [<A>]}]", sets: "",
        until: 40000), subject: .vm("b"),
      lines: [
        "b waits for its upgrade.",
        "It waits for zone 1 of the region, one zone at a time, since 00:00:10, 30 s ago. (R25)",
        "It waits because not all standalone VMs of its subscription may be in flight (in flight 1 of 2). (R19)",
        "R19 [##########|.........] standalone in flight 1 of 2, limit 1",
        "Next: it goes on as soon as all of that is over.",
      ]),
    .init(
      name: "R24: a VM beside the geo-pair",
      situation: .init(
        regions: "[{name: west, zones: 0, pairs: [east]}, {name: east, zones: 0, pairs: [west]}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<S>]}",
        phases: "[{name: first, regions: west}, {name: second, regions: east}]",
        story: ["at 10s publish Agent 1.1.0.0 install=1m", "at 20s publish Sidecar 1.1.0.0 install=1m"], until: 40000),
      subject: .vm("far_0"), rollout: 2,
      lines: [
        "far_0 waits for its upgrade.",
        "It waits for the geo-paired region west, where VMs are in flight, since 00:00:10, 30 s ago. (R24)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R33: a VM in flight for another rollout",
      situation: .init(
        sets: "{name: web, capacity: 10, extensions: [<A>, <S>]}",
        story: ["at 10s publish Agent 1.1.0.0 install=1m", "at 20s publish Sidecar 1.1.0.0 install=1m"], until: 40000),
      subject: .vm("web_0"), rollout: 2,
      lines: [
        "web_0 waits for its upgrade.",
        "It waits for another upgrade on the same VM, since 00:00:10, 30 s ago. (R33)",
        "It waits for rollout 1, whose run 1 has the group, since 00:00:10, 30 s ago. (R20)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on as soon as all of that is over.",
      ]),
  ]

  private static let places: [Self] = [
    .init(
      name: "R22b: completed", situation: .init(until: 10800000), subject: .rollout,
      lines: [
        "Rollout 1 was completed at 00:06:34, 2 h 53 m ago; 10 of 10 VMs were upgraded.",
        "Nothing more happens here by itself.",
      ]),
    .init(
      name: "R14: a set over its limit before a batch",
      situation: .init(story: ["at 5s break unhealthy group=web share=30%"], until: 180000), subject: .set("web"),
      lines: [
        "web: 7 VMs still to upgrade.",
        "It waits because 3 of 10 VMs of the set are unhealthy, limit 2, before the next batch, since 00:00:10, 2 m 50 s ago. (R14)",
        "3 VMs are left out because they are not healthy, the first since 00:00:10, 2 m 50 s ago. (R33)",
        "R14 [####|#..............] unhealthy 3 of 10, limit 2: stops",
        "Next: it goes on when at most 2 of 10 are unhealthy.",
      ]),
    .init(
      name: "R15: a stop while a batch was in flight",
      situation: .init(
        story: [
          "at 30s break unhealthy vm=web_1", "at 30s break unhealthy vm=web_2", "at 30s break unhealthy vm=web_3",
        ], until: 1200000), subject: .set("web"),
      lines: [
        "web: 5 VMs still to upgrade.",
        "It waits because 3 of 10 VMs of the set were unhealthy, limit 2, while a batch was in flight, since 00:01:26, 18 m 33 s ago, until 3d 22:15:13, in 3 d 21 h. (R15)",
        "It waits because 3 of 10 VMs of the set are unhealthy, limit 2, before the next batch, since 00:00:30, 19 m 30 s ago. (R14)",
        "3 VMs are left out because they are not healthy, the first since 00:00:30, 19 m 30 s ago. (R33)",
        "R14 [####|#..............] unhealthy 3 of 10, limit 2: stops",
        "Next: it goes on when at most 2 of 10 are unhealthy, not before 3d 22:15:13 (in 3 d 21 h).",
      ]),
    .init(
      name: "R16: a stop by what was upgraded",
      situation: .init(story: ["at 10s publish Agent 1.1.0.0 install=1m fail=100% rollback=1m"], until: 1200000),
      subject: .set("web"),
      lines: [
        "web: 10 VMs still to upgrade.",
        "It waits because 2 of 2 upgrades of the run went bad, limit 0, since 00:02:10, 17 m 50 s ago, until 3d 22:15:56, in 3 d 21 h. (R16)",
        "2 VMs wait for their retries, the first since 00:02:10, 17 m 50 s ago, the first until 2d 11:31:05, in 2 d 11 h. (R7)",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it may go on in 3 d 21 h (3d 22:15:56), not before.",
      ]),
    .init(
      name: "R21: the pause between batches",
      situation: .init(
        sets: "{name: web, capacity: 10, rollingUpgradePolicy: {pauseTimeBetweenBatches: 7m}, extensions: [<A>]}",
        until: 240000), subject: .set("web"),
      lines: [
        "web: 8 VMs still to upgrade.",
        "It waits for the set's own pause between batches, since 00:01:26, 2 m 33 s ago, until 00:08:26, in 4 m 26 s. (R21)",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "R16 [|...................] upgraded 2, bad 0, limit 0: passes",
        "Next: it may go on in 4 m 26 s (00:08:26), not before.",
      ]),
    .init(
      name: "R12: the open batch", situation: .init(until: 40000), subject: .set("web"),
      lines: [
        "web: 2 VMs in flight, without a break since 00:00:10, 30 s ago.",
        "It waits for the open batch: 2 VMs in flight, since 00:00:10, 30 s ago. (R20)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: the VMs in flight get their verdicts, all of them at the latest in 44 m 30 s (00:45:10); then what is left here goes on.",
      ]),
    .init(
      name: "R23: the bake",
      situation: .init(
        regions: "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}",
        phases: "[{name: first, regions: west, bake: 1h}, {name: second, regions: east}]", until: 2400000),
      subject: .phase(0),
      lines: [
        "Phase 1 is done; its bake began at 00:06:34, 33 m 25 s ago (R23).",
        "R22 [###################|] upgraded 10 of 10, needed 10: passes",
        "Next: phase 2, second, starts in 26 m 34 s (01:06:34) (R23).",
      ]),
    .init(
      name: "R22: a later phase",
      situation: .init(
        regions: "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}",
        phases: "[{name: first, regions: west, bake: 1h}, {name: second, regions: east}]", until: 40000),
      subject: .phase(1),
      lines: [
        "Phase 2: 5 VMs still to upgrade.",
        "It waits for phase 1, first, to finish, since 00:00:10, 30 s ago. (R22)",
        "R22 [...................|] upgraded 0 of 5, needed 5: not yet",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R22: the first phase",
      situation: .init(
        regions: "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}",
        phases: "[{name: first, regions: west, bake: 1h}, {name: second, regions: east}]", until: 40000),
      subject: .phase(0),
      lines: [
        "Phase 1: 2 VMs in flight, without a break since 00:00:10, 30 s ago.",
        "1 group waits for its open batch, since 00:00:10, 30 s ago. (R20)",
        "R22 [...................|] upgraded 0 of 10, needed 10: not yet",
        "Next: the VMs in flight get their verdicts; then what is left here goes on.",
      ]),
    .init(
      name: "R25: another zone",
      situation: .init(
        sets:
          "{name: web, capacity: 10, zones: [1], extensions: [<A>]}, {name: far, capacity: 5, zones: [2], extensions: [<A>]}",
        until: 40000), subject: .set("far"),
      lines: [
        "far: 5 VMs still to upgrade.",
        "It waits for zone 1 of the region, one zone at a time, since 00:00:10, 30 s ago. (R25)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R25: a region in which another zone is in flight",
      situation: .init(
        sets:
          "{name: web, capacity: 10, zones: [1], extensions: [<A>]}, {name: far, capacity: 5, zones: [2], extensions: [<A>]}",
        until: 40000), subject: .region(0),
      lines: [
        "west: 2 VMs in flight, without a break since 00:00:10, 30 s ago.",
        "1 group waits for its open batch, since 00:00:10, 30 s ago. (R20)",
        "1 group waits for another zone of the region, one zone at a time, since 00:00:10, 30 s ago. (R25)",
        "Next: the VMs in flight get their verdicts; then what is left here goes on.",
      ]),
    .init(
      name: "R7: a set in which one VM waits for its retry",
      situation: .init(
        sets: "{name: web, capacity: 40, extensions: [<A>]}",
        story: ["at 5s break install-fails vm=web_0", "at 10s publish Agent 1.1.0.0 install=1m rollback=1m"],
        until: 21600000), subject: .set("web"),
      lines: [
        "web: 1 VM still to upgrade.",
        "1 VM waits for its retry, since 00:02:10, 5 h 57 m ago, until 2d 11:31:05, in 2 d 5 h. (R7)",
        "R14 [....|...............] unhealthy 0 of 40, limit 8: passes",
        "Next: it may go on in 2 d 5 h (2d 11:31:05), not before.",
      ]),
    .init(
      name: "R30: a cancelled run of a set", situation: .init(story: ["at 30s cancel group=web"], until: 3600000),
      subject: .set("web"),
      lines: [
        "web: 8 VMs still to upgrade.",
        "It waits because somebody cancelled the set's run, since 00:00:30, 59 m 30 s ago, until 3d 22:14:16, in 3 d 21 h. (R30)",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it may go on in 3 d 21 h (3d 22:14:16), not before.",
      ]),
    .init(
      name: "R36: not published here",
      situation: .init(
        regions: "[{name: west, zones: 2, pairs: []}, {name: east, zones: 0, pairs: []}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<A>]}",
        phases: "[{name: everything, regions: [west, east]}]",
        story: ["at 10s publish Agent 1.1.0.0 regions=west install=1m"], until: 3600000), subject: .region(1),
      lines: [
        "east: 5 VMs still to upgrade.",
        "It waits for the version to be published in this region, since 00:00:10, 59 m 50 s ago. (R36)",
        "Next: it goes on when the publisher offers the version here.",
      ]),
    .init(
      name: "R24: the geo-pair",
      situation: .init(
        regions: "[{name: west, zones: 0, pairs: [east]}, {name: east, zones: 0, pairs: [west]}]",
        sets:
          "{name: web, capacity: 10, region: west, extensions: [<A>]}, {name: far, capacity: 5, region: east, extensions: [<S>]}",
        phases: "[{name: first, regions: west}, {name: second, regions: east}]",
        story: ["at 10s publish Agent 1.1.0.0 install=1m", "at 20s publish Sidecar 1.1.0.0 install=1m"], until: 40000),
      subject: .set("far"), rollout: 2,
      lines: [
        "far: 5 VMs still to upgrade.",
        "It waits for the geo-paired region west, where VMs are in flight, since 00:00:10, 30 s ago. (R24)",
        "R14 [....|...............] unhealthy 0 of 5, limit 1: passes",
        "Next: it goes on as soon as that is over.",
      ]),
    .init(
      name: "R20: a concurrent rollout",
      situation: .init(
        sets: "{name: web, capacity: 10, extensions: [<A>, <S>]}",
        story: ["at 10s publish Agent 1.1.0.0 install=1m", "at 20s publish Sidecar 1.1.0.0 install=1m"], until: 40000),
      subject: .set("web"), rollout: 2,
      lines: [
        "web: 10 VMs still to upgrade.",
        "It waits for rollout 1, whose run 1 has the group, since 00:00:10, 30 s ago. (R20)",
        "R12 [####|...............] in the open batch 2 of 10, limit 2",
        "R14 [....|...............] unhealthy 0 of 10, limit 2: passes",
        "Next: it goes on as soon as that is over.",
      ]),
  ]
}
