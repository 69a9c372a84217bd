// Files that must be refused, with the place of the first problem and words of its message.

extension MalformedFile {
  static let notYAML: [MalformedFile] = [
    MalformedFile("", at: "1:1", "empty file"), MalformedFile("# nothing\n", at: "1:1", "empty file"),
    MalformedFile("name: [x", at: "2:1", "not YAML", "began in line 1"),
    MalformedFile("name: \"x", at: "1:9", "not YAML"),
    MalformedFile("a: b: c", at: "1:5", "not YAML"), MalformedFile("\tname: x", at: "1:1", "not YAML"),
    MalformedFile("name: x\n}\n", at: "2:1", "not YAML"),
    MalformedFile("name: x\n---\nname: y\n", at: "2:1", "not YAML"),
    MalformedFile("name: x\u{0}", at: "1:0", "not YAML"), MalformedFile("name: \u{1B}[2J", at: "1:0", "not YAML"),
    MalformedFile("name: x\nname: y\n", at: "1:1", "\"name\" is written more than once"),
    MalformedFile("name: &a x\n", at: "1:7", "anchors and aliases"),
    MalformedFile("a: !!seq &a [b]\n", at: "1:10", "anchors and aliases"),
    MalformedFile("name: *a\n", at: "1:7", "not YAML"),
    MalformedFile("{\"name\": \"\\ud800\"}", at: "1:13", "not YAML"),
    MalformedFile("%YAML 9.9\n---\nname: x\n", at: "1:1", "not YAML"),
  ]

  static let wrongForm: [MalformedFile] = [
    MalformedFile("hello", at: "1:1", "a fleet, which is a mapping", "\"hello\""),
    MalformedFile("- a\n- b\n", at: "1:1", "which is a mapping", "a list"),
    MalformedFile("name: x\n", at: "1:1", "needs the key regions"),
    MalformedFile("name: x\nregions: [uksouth]\n", at: "1:1", "needs the key subscriptions"),
    .after("scalesets: []\n", at: "4:1", "no key \"scalesets\"", "\"scaleSets\""),
    .after("<<: {a: b}\n", at: "4:1", "no key \"<<\""), .after("? [a]\n: b\n", at: "4:3", "expected a key"),
    .after("policy:\n", at: "4:8", "policy: the key has no value"), .after("policy: ~\n", at: "4:9", "no value"),
    .after("policy: []\n", at: "4:9", "policy: expected a policy", "a list"),
    .after("scaleSets: {name: a}\n", at: "4:12", "expected a list of sets", "a mapping"),
    .after("scaleSets: [web]\n", at: "4:13", "scaleSets[0]: expected a scale set", "\"web\""),
    .after("scaleSets:\n  - name: a\n    zone: all\n    zones: all\n", at: "7:12", "said twice"),
    .after("extensions: [{type: [a]}]\n", at: "4:21", "extensions[0].type: expected the type", "a list"),
    MalformedFile("name: x\nregions: {a: 1}\nsubscriptions: [s]\n", at: "2:10", "expected a list of regions"),
    MalformedFile("name: [x]\nregions: [uksouth]\nsubscriptions: [s]\n", at: "1:7", "name: expected the name"),
    MalformedFile("name: ''\nregions: [uksouth]\nsubscriptions: [s]\n", at: "1:7", "found \"\""),
  ]

  static let wrongValues: [MalformedFile] = [
    .after("policy: {maxBatchInstancePercent: -1}\n", at: "4:35", "whole percent from 1 to 100", "\"-1\""),
    .after("policy: {maxBatchInstancePercent: 0}\n", at: "4:35", "from 1 to 100"),
    .after("policy: {phaseSuccessPercent: 99.5}\n", at: "4:31", "\"99.5\""),
    .after("policy: {maxUnhealthyInstancePercent: 101%}\n", at: "4:39", "\"101%\""),
    .after("policy: {healthWindow: 5}\n", at: "4:24", "a time", "1h30m"),
    .after("policy: {healthWindow: 300 s}\n", at: "4:24", "\"300 s\""),
    .after("policy: {retryMin: 99999999999999999999d}\n", at: "4:20", "a time from 1s to 3650d"),
    .after("policy: {installLimit: .inf}\n", at: "4:24", "\".inf\""),
    .after("policy: {concurrentScope: anyupdate}\n", at: "4:27", "\"anyUpdate\""),
    .after("policy: {countStoppedAsUnhealthy: yes}\n", at: "4:35", "true or false", "\"yes\""),
    .after("policy: {countStoppedAsUnhealthy: \"true\"}\n", at: "4:35", "without quotes"),
    .after("scaleSets: [{name: a, capacity: -1}]\n", at: "4:33", "from 0 to 24000", "\"-1\""),
    .after("scaleSets: [{name: a, capacity: NaN}]\n", at: "4:33", "\"NaN\""),
    .after("scaleSets: [{name: a, capacity: 1e999}]\n", at: "4:33", "\"1e999\""),
    .after("scaleSets: [{name: a, capacity: 9223372036854775808}]\n", at: "4:33", "\"9223372036854775808\""),
    .after("scaleSets: [{name: a, capacity: 0x10}]\n", at: "4:33", "\"0x10\""),
    .after("scaleSets: [{name: a, capacity: 1_000}]\n", at: "4:33", "\"1_000\""),
    .after("scaleSets: [{name: a, capacity: \"5\"}]\n", at: "4:33", "a number of VMs"),
    .after("scaleSets: [{name: a, capacity: 9..2}]\n", at: "4:33", "a range"),
    .after("scaleSets: [{name: a, capacity: {1: 50%, 2: 49%}}]\n", at: "4:33", "they are 99.0000%"),
    .after("scaleSets: [{name: a, capacity: {1: 50%, 2: half}}]\n", at: "4:45", "capacity.2: expected a share"),
    .after("scaleSets: [{name: a, capacity: {}}]\n", at: "4:33", "1 to 1,000 values"),
    .after("backgroundFailures: {perMillionMachineDays: 1e3}\n", at: "4:45", "\"1e3\""),
    .after("backgroundFailures: {perMillionMachineDays: 5, duration: 2h..5m}\n", at: "4:58", "range of times"),
    .after("registrationTime: 1h\n", at: "4:19", "at most 15m"),
    .after("extensions: [{type: DependencyAgentLinux, versions: [9]}]\n", at: "4:54", "two to four numbers"),
    .after("extensions: [{type: DependencyAgentLinux, versions: [1.2.3.4294967296]}]\n", at: "4:54", "two to four"),
    .after("extensions: [{type: DependencyAgentLinux, quality: {fail: 0.00001%}}]\n", at: "4:59", "four digits"),
    .after("extensions: [{type: DependencyAgentLinux, quality: {fial: 1%}}]\n", at: "4:53", "\"fail\""),
    .after("extensions: [{type: DependencyAgentLinux, quality: [{os: linux}]}]\n", at: "4:58", "\"Linux\""),
  ]

  static let contradictions: [MalformedFile] = [
    MalformedFile(
      "name: x\nregions: [uksuoth]\nsubscriptions: [s]\n", at: "2:11", "no region \"uksuoth\"", "\"uksouth\""),
    MalformedFile("name: x\nregions: []\nsubscriptions: [s]\n", at: "2:10", "from 1 to 1000 regions"),
    MalformedFile("name: x\nregions: [uksouth, uksouth]\nsubscriptions: [s]\n", at: "2:20", "listed twice"),
    MalformedFile(
      "name: x\nregions: [{name: moon}]\nsubscriptions: [s]\n", at: "2:11", "not a real region", "zones: 3"),
    MalformedFile("name: x\nregions: [{name: moon, zones: 8}]\nsubscriptions: [s]\n", at: "2:31", "from 0 to 7"),
    MalformedFile(
      "name: x\nregions: [{name: m, zones: 0, pairs: m}]\nsubscriptions: [s]\n", at: "2:38", "cannot be its own pair"),
    MalformedFile(
      "name: x\nregions: [{name: m, zones: 0, pairs: [n]}]\nsubscriptions: [s]\n", at: "2:39", "no region \"n\""),
    MalformedFile("name: x\nregions: [uksouth]\nsubscriptions: []\n", at: "3:16", "at least one"),
    MalformedFile("name: x\nregions: [uksouth]\nsubscriptions: [s, s]\n", at: "3:20", "listed twice"),
    MalformedFile(
      "name: x\nregions: [uksouth]\nsubscriptions: [{name: s, count: 99999}]\n", at: "3:34", "from 1 to 10000"),
    .after("policy: {retryMin: 5d, retryMax: 1d}\n", at: "4:20", "longer than retryMax"),
    .after("phases: [{name: a, regions: [uksouth, northeurope, westeurope]}]\n", at: "4:10", "geo-pair", "R24"),
    .after("phases: [{name: a, regions: [uksouth, northeurope]}]\n", at: "4:9", "no phase has", "\"westeurope\""),
    .after(
      "phases:\n  - {name: a, regions: [uksouth, northeurope]}\n  - {name: b, regions: [uksouth, westeurope]}\n",
      at: "6:25", "in two phases"),
    .after("phases: [{name: a, regions: [moon]}]\n", at: "4:9", "no phase has"),
    .after("extensions: [{type: Agent}]\n", at: "4:14", "needs a publisher"),
    .after("extensions: [{type: DependencyAgentLinx}]\n", at: "4:14", "DependencyAgentLinux"),
    .after("extensions: [{type: a/b, publisher: c}]\n", at: "4:14", "slash"),
    .after(
      "extensions: [{type: ApplicationHealthLinux}, {type: ApplicationHealthLinux}]\n", at: "4:46", "listed twice"),
    .after("extensions: [{type: DependencyAgentLinux, versions: [1.0, 1.0.0.0]}]\n", at: "4:59", "listed twice"),
    .after(
      "extensions: [{type: DependencyAgentLinux, versions: [{version: 1.0, published: false, regions: all}]}]\n",
      at: "4:96", "not published"),
    .after(
      "extensions: [\(Array(repeating: "{type: a, publisher: b}", count: 61).joined(separator: ", "))]\n", at: "4:39",
      "listed twice"),
  ]

  static let wrongSets: [MalformedFile] = [
    .after("scaleSets: [{name: a}, {name: a}]\n", at: "4:31", "used twice"),
    .after("scaleSets: [{name: a}]\navailabilitySets: [{name: a}]\n", at: "5:27", "used twice"),
    .after("scaleSets: [{name: a-001}, {name: a, count: 1}]\n", at: "4:28", "two groups are called \"a-001\""),
    .after("scaleSets: [{name: a, count: 2, totalMachines: 5}]\n", at: "4:48", "exclude each other"),
    .after("scaleSets: [{name: a, capacity: 0, totalMachines: 5}]\n", at: "4:13", "never reach"),
    .after("scaleSets: [{name: a, count: 2000000, capacity: 2}]\n", at: "4:13", "more than 2000000 VMs"),
    .after("scaleSets: [{name: a, count: 99999999999}]\n", at: "4:30", "whole number"),
    .after("virtualMachines: [{name: a, count: 2000000}, {name: b}]\n", at: "4:46", "more than 2000000 VMs"),
    .after("scaleSets: [{name: a, regions: nowhere}]\n", at: "4:32", "no region \"nowhere\""),
    .after("scaleSets: [{name: a, regions: []}]\n", at: "4:32", "the list is empty"),
    .after("scaleSets: [{name: a, subscriptions: {s: 50%}}]\n", at: "4:38", "they are 50.0000%"),
    .after("scaleSets: [{name: a, zones: [4]}]\n", at: "4:31", "the zones 1 to 3", "found 4"),
    .after("scaleSets: [{name: a, zones: [1, 1]}]\n", at: "4:34", "listed twice"),
    .after("scaleSets: [{name: a, zones: some}]\n", at: "4:30", "whole number from 1 to 7"),
    .after("scaleSets: [{name: a, updateDomains: 255}]\n", at: "4:38", "from 0 to 254"),
    .after("scaleSets: [{name: a, capacity: 101, singlePlacementGroup: true}]\n", at: "4:60", "at most 100 VMs"),
    .after("scaleSets: [{name: a, capacity: 24000, placementGroupSize: 1}]\n", at: "4:60", "placement groups"),
    .after("scaleSets: [{name: a, probe: {interval: 5s}}]\n", at: "4:30", "platform health has no probe"),
    .after(
      "scaleSets: [{name: a, healthSource: loadBalancer, probe: {interval: 60s, probes: 5}}]\n", at: "4:58",
      "more than 4m"),
    .after("scaleSets: [{name: a, healthSource: loadBalancer, probe: {interval: 4s}}]\n", at: "4:69", "from 5s to 1m"),
    .after("scaleSets: [{name: a, extensions: [{type: Nope, version: 1.0}]}]\n", at: "4:43", "no extension \"Nope\""),
    .after("scaleSets: [{name: a, extensions: [{type: DependencyAgentLinux}]}]\n", at: "4:36", "needs the key version"),
    .after(
      "scaleSets: [{name: a, extensions: [{type: DependencyAgentLinux, version: 1.0, automaticUpgrade: most}]}]\n",
      at: "4:97", "true, false or a share"),
    .after(
      "scaleSets:\n- name: a\n  extensions:\n  - {type: DependencyAgentLinux, version: 1.0}\n"
        + "  - {type: DependencyAgentLinux, version: 2.0}\n", at: "8:5", "deployed twice"),
    .after("scaleSets: [{name: a, machines: [{name: b}], count: 2}]\n", at: "4:33", "only in a single set"),
    .after("scaleSets: [{name: a, machines: [{name: b}, {name: c}], capacity: 1}]\n", at: "4:67", "below the 2 VMs"),
    .after("scaleSets: [{name: a, machines: [{name: b}, {name: b}]}]\n", at: "4:45", "two VMs are called \"b\""),
    .after("scaleSets: [{name: a, capacity: 3}]\nvirtualMachines: [{name: a_2}]\n", at: "5:19", "two VMs are called"),
    .after("scaleSets: [{name: a, machines: [{name: b, updateDomain: 5}]}]\n", at: "4:34", "0 to 4"),
    .after("availabilitySets: [{name: a, machines: [{name: b, zone: 1}]}]\n", at: "4:41", "no zone"),
    .after("virtualMachines: [{name: a, power: true}]\n", at: "4:36", "on or off"),
    .after("virtualMachines: [{name: a, health: helthy}]\n", at: "4:37", "\"healthy\""),
  ]

  static let wrongStories: [MalformedFile] = [
    .after("scenario:\n  - at\n", at: "5:7", "scenario[0]: expected a time"),
    .after("scenario:\n  - at 5s hodl\n", at: "5:11", "\"hold\""),
    .after("scenario:\n  - \"at 5s hodl\"\n", at: "5:5", "\"hold\""),
    .after("scenario:\n  - at 5s mend group=web\n", at: "5:16", "no group \"web\""),
    .after("scenario: [[at]]\n", at: "4:12", "a command such as"),
    .after("scenario: {at: 5s}\n", at: "4:11", "expected a list of commands"),
    .after(
      "maintenance: [{start: 1h, scope: region=moon, share: 5%, duration: 5m}]\n", at: "4:34", "no region \"moon\""),
    .after("maintenance: [{start: 1h, scope: all, share: 5%}]\n", at: "4:15", "needs the key duration"),
    .after("maintenance: [{start: 1h, every: 1s, scope: all, share: 5%, duration: 5m}]\n", at: "4:34", "from 1m"),
  ]
}
