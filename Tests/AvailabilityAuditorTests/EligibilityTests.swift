import AvailabilityAuditor
import Testing

@Suite("Who may be upgraded")
struct EligibilityTests {
  /// Ten VMs with a batch of two open; what `change` adds comes before the second VM's attempt.
  static func attempt(
    machine: (Int) -> [(String, JSON)] = { _ in [] }, group: [(String, JSON)] = [], groupPolicy: JSON = [:],
    unhealthy: Int = 0, before: (inout Scenario) -> Void = { _ in }, change: (inout Scenario) -> Void = { _ in }
  ) -> [String] {
    var scenario = Scenario.set(of: 10, groupPolicy: groupPolicy, group: group, machine: machine)
    scenario.start()
    scenario.run(at: 0)
    before(&scenario)
    scenario.batch(["g-0", "g-1"], total: 10, unhealthy: unhealthy, at: 0)
    change(&scenario)
    scenario.attempt("g-1", at: 10)
    return scenario.brokenSoFar
  }

  @Test("An eligible VM's attempt passes")
  func eligible() { #expect(Self.attempt() == []) }

  @Test(
    "I16: what R33 and R34 hold against a VM shows",
    arguments: [
      ("power", "stopped"), ("agentReady", false), ("protected", true), ("latestModel", false),
    ] as [(String, JSON)])
  func excluded(key: String, value: JSON) {
    let found = Self.attempt(machine: { $0 == 1 ? [(key, value)] : [] }, unhealthy: key == "power" ? 1 : 0)
    #expect(found == ["I16"])
  }

  @Test("I16: R33 is checked again at each start")
  func recheck() {
    let changes: [(String, JSON)] = [
      ("vmChanged", ["vm": "g-1", "protected": true]), ("vmChanged", ["vm": "g-1", "agentReady": false]),
      ("power", ["vm": "g-1", "power": "stopped"]),
    ]
    for (kind, members) in changes {
      #expect(Self.attempt(change: { $0.event(kind, at: 5, members) }) == ["I16"])
    }
  }

  @Test("I16: Service Fabric sets, sets with two health sources and unenrolled subscriptions take no part")
  func sets() {
    #expect(Self.attempt(group: [("serviceFabric", true)]) == ["I16"])
    #expect(Self.attempt(group: [("healthSource", "conflict")]) == ["I16"])
    #expect(Self.attempt(change: { $0.event("enrolment", at: 5, ["sub": "sub", "enrolled": false]) }) == ["I16"])
    let fabric: JSON = "Microsoft.Azure.ServiceFabric/ServiceFabricLinuxNode"
    let marked = Self.attempt(change: {
      $0.event("extSet", at: 5, ["vm": "g-7", "handler": fabric, "version": "1.1.0.0", "auto": false])
    })
    #expect(marked == ["I16"])
  }

  @Test(
    "I16: health is judged when the batch is selected, not at each start (R33)", arguments: ["unhealthy", "unknown"])
  func health(state: String) {
    let selected = Self.attempt(machine: { $0 == 1 ? [("health", .text(state))] : [] }, unhealthy: 1)
    #expect(selected == ["I16"])
    #expect(Self.attempt(change: { $0.health("g-1", state, at: 5) }) == [])
    let prioritized = Self.attempt(
      machine: { $0 == 1 ? [("health", .text(state))] : [] }, groupPolicy: ["prioritizeUnhealthyInstances": true],
      unhealthy: 1)
    #expect(prioritized == [])
  }

  @Test("I15: an opt-out binds at once, not from the next batch on (R11)")
  func optOut() {
    let handler = JSON.text(Scenario.handler)
    let changed: JSON = ["vm": "g-1", "handler": handler, "auto": false]
    #expect(Self.attempt(change: { $0.event("autoChanged", at: 5, changed) }) == ["I15"])
    let command: JSON = ["op": "setAuto", "by": "key", "handler": handler, "auto": false]
    let scopes: [(String, JSON)] = [("vm", "g-1"), ("group", "g"), ("sub", "sub"), ("region", "west")]
    for scope in scopes {
      #expect(Self.attempt(change: { $0.event("command", at: 5, command.replacing([scope])) }) == ["I15"])
    }
    #expect(Self.attempt(change: { $0.event("command", at: 5, command) }) == ["I15"])
    #expect(Self.attempt(change: { $0.event("command", at: 5, command.replacing([("vm", "g-0")])) }) == [])
    let back = Self.attempt(change: {
      $0.event("autoChanged", at: 5, changed)
      $0.event("autoChanged", at: 6, changed.replacing([("auto", true)]))
    })
    #expect(back == [])
  }

  @Test("I15: an opt-out of a set's model binds the instances that come later")
  func model() {
    var scenario = Scenario.set(of: 5)
    let handler = JSON.text(Scenario.handler)
    scenario.event("command", at: 0, ["op": "setAuto", "by": "key", "handler": handler, "auto": false, "group": "g"])
    let exts: JSON = [["handler": handler, "version": "9.9.0.0", "auto": true]]
    scenario.event("vmAdded", at: 5, Scenario.machine("g-5", of: "g").replacing([("exts", exts)]))
    #expect(scenario.brokenSoFar == ["I15"])
  }

  @Test("I24: a command moves no flag outside its scope")
  func frame() {
    let handler = JSON.text(Scenario.handler)
    for (vm, found) in [("g-0", []), ("g-1", ["I24"])] as [(String, [String])] {
      var scenario = Scenario.set(of: 5)
      scenario.event("command", at: 5, ["op": "setAuto", "by": "key", "handler": handler, "auto": false, "vm": "g-0"])
      scenario.event("autoChanged", at: 5, ["vm": .text(vm), "handler": handler, "auto": false])
      scenario.event("autoChanged", at: 6, ["vm": "g-4", "handler": handler, "auto": false])
      #expect(scenario.brokenSoFar == found)
    }
  }

  static func versions(
    installed: String, target: String, publish: Bool = true, regions: JSON = nil
  ) -> [String] {
    var scenario = Scenario()
    scenario.head()
    scenario.region("west")
    scenario.region("east")
    scenario.subscription()
    scenario.group("g")
    scenario.machine("g-0", of: "g")
    scenario.ext("g-0", version: installed)
    if publish {
      scenario.header(
        "version", ["handler": .text(Scenario.handler), "version": .text(target), "regions": regions])
    }
    scenario.start(phases: [["west"], ["east"]], version: target)
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 1, at: 0)
    scenario.attempt("g-0", from: installed, to: target, at: 0)
    return scenario.brokenSoFar
  }

  @Test("I16: upward within the major only, compared as numbers (R10)")
  func upward() {
    #expect(Self.versions(installed: "9.5.0.0", target: "9.10.0.0") == [])
    #expect(Self.versions(installed: "9.10.0.0", target: "10.0.0.0") == ["I16"])
    #expect(Self.versions(installed: "9.10.0.0", target: "9.5.0.0") == ["I16"])
    #expect(Self.versions(installed: "9.10.0.0", target: "9.10.0.0") == ["I16"])
  }

  @Test("I16: the version is published in the VM's region (R36)")
  func published() {
    #expect(Self.versions(installed: "9.5.0.0", target: "9.6.0.0", regions: ["west"]) == [])
    #expect(Self.versions(installed: "9.5.0.0", target: "9.6.0.0", regions: ["east"]) == ["I16"])
    #expect(Self.versions(installed: "9.5.0.0", target: "9.6.0.0", publish: false) == ["I16", "I16"])
  }

  @Test("I16: an attempt goes where its rollout goes, from what is installed")
  func rollout() {
    var scenario = Scenario.set(of: 5)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 5, at: 0)
    var other = scenario
    other.attempt("g-0", to: "9.11.0.0", at: 0)
    #expect(other.brokenSoFar == ["I16"])
    scenario.attempt("g-0", from: "9.8.0.0", at: 0)
    #expect(scenario.brokenSoFar == ["I16"])
  }

  @Test("I27: a withdrawn version is not started any more, not even in an open batch (R29)")
  func withdrawn() {
    let found = Self.attempt(change: {
      $0.event("versionWithdrawn", at: 5, ["handler": .text(Scenario.handler), "version": "9.10.0.0", "regions": nil])
    })
    #expect(found == ["I27"])
  }

  @Test("I27: nothing starts in a rollout that is held or cancelled, from the command on (R30)")
  func held() {
    let command: JSON = ["op": "hold", "by": "key", "rollout": "r"]
    #expect(Self.attempt(change: { $0.event("command", at: 10, command) }) == ["I27"])
    #expect(Self.attempt(change: { $0.event("rolloutHeld", at: 10, ["rollout": "r"]) }) == ["I27"])
    #expect(Self.attempt(change: { $0.endRollout("r", "cancelled", at: 10) }) == ["I27"])
    let resumed = Self.attempt(change: {
      $0.event("rolloutHeld", at: 5, ["rollout": "r"])
      $0.event("rolloutResumed", at: 6, ["rollout": "r"])
    })
    #expect(resumed == [])
    let batch = Self.attempt(before: { $0.event("rolloutHeld", at: 0, ["rollout": "r"]) })
    #expect(batch == ["I27", "I27"])
  }

  @Test("R28: the open batch of a superseded rollout finishes, a new one does not start")
  func superseded() {
    #expect(Self.attempt(change: { $0.endRollout("r", "superseded", at: 5) }) == [])
    #expect(Self.attempt(before: { $0.endRollout("r", "superseded", at: 0) }).first == "R28")
  }

  @Test("I23: a VM outside its batch, and an attempt outside any batch, show")
  func outside() {
    var scenario = Scenario.set(of: 10)
    scenario.start()
    scenario.run(at: 0)
    scenario.batch(["g-0"], total: 10, at: 0)
    scenario.attempt("g-1", at: 0)
    #expect(scenario.brokenSoFar == ["I23"])
    scenario.attempt("g-2", batch: 2, at: 0)
    #expect(scenario.brokenSoFar == ["I23", "I3"])
  }
}
