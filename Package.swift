// swift-tools-version: 6.2
import PackageDescription

// Every target names what it imports; the layers are explained in docs/architecture.md.
// The gate sets ROLLDECK_STRICT, so that warnings stop it but never a person with another compiler.
let warnings: [SwiftSetting] = Context.environment["ROLLDECK_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)]
let strict: [SwiftSetting] =
  warnings + [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
  ]

let package = Package(
  name: "rolldeck",
  products: [.executable(name: "rolldeck", targets: ["rolldeck"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.27.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.0.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.1.0"),
  ],
  targets: [
    // The core: synchronous value types, no Foundation, no clock, no chance but what is handed in.
    .target(name: "FleetModel", swiftSettings: strict),
    .target(name: "RolloutOrchestrator", dependencies: ["FleetModel"], swiftSettings: strict),
    .target(name: "FleetSimulator", dependencies: ["FleetModel"], swiftSettings: strict),
    .target(
      name: "FleetSession", dependencies: ["FleetModel", "RolloutOrchestrator", "FleetSimulator"],
      swiftSettings: strict),

    // Accounts of a run, and the judge who shares no code with what it judges.
    .target(
      name: "EventStream", dependencies: ["FleetModel", "RolloutOrchestrator", "FleetSimulator", "FleetSession"],
      swiftSettings: strict),
    .target(name: "AvailabilityAuditor", swiftSettings: strict),

    .target(
      name: "SwarmFuzz",
      dependencies: ["FleetModel", "FleetSimulator", "FleetSession", "EventStream", "AvailabilityAuditor"],
      swiftSettings: strict),

    // Files.
    .target(
      name: "BuiltInFleets", path: "Fleets",
      resources: [
        .embedInCode("demo.yaml"), .embedInCode("shop.yaml"), .embedInCode("enterprise.yaml"),
        .embedInCode("hyperscale.yaml"), .embedInCode("edge.yaml"), .embedInCode("game-day.yaml"),
      ], swiftSettings: [.swiftLanguageMode(.v6)]),
    .target(
      name: "FleetFiles",
      dependencies: [
        "FleetModel", "FleetSimulator", "FleetSession", .product(name: "Yams", package: "Yams"),
      ],
      resources: [.embedInCode("Data/regions.csv"), .embedInCode("Data/phases.csv")],
      swiftSettings: strict),

    // Recordings: the journal on disk, replays, timelines, and what they are turned into for people.
    .target(name: "CRecordings"),
    .target(
      name: "SessionRecordings",
      dependencies: [
        "FleetModel", "FleetSimulator", "FleetSession", "RolloutOrchestrator", "FleetFiles", "EventStream",
        "CRecordings",
        .product(name: "Crypto", package: "swift-crypto"),
      ], swiftSettings: strict),

    // The screen: plain values first, one module that touches ncurses last.
    .target(name: "TextCanvas", swiftSettings: strict),
    .target(
      name: "RecordingExports",
      dependencies: [
        "SessionRecordings", "FleetModel", "FleetSession", "RolloutOrchestrator", "FleetFiles", "EventStream",
        "TextCanvas",
      ], swiftSettings: strict),
    .target(
      name: "FleetDashboard",
      dependencies: ["FleetModel", "RolloutOrchestrator", "FleetSimulator", "FleetSession", "TextCanvas"],
      swiftSettings: strict),
    .target(
      name: "CNcurses",
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "NcursesTerminal", dependencies: ["TextCanvas", "CNcurses"], swiftSettings: strict),

    // Azure's surfaces over loopback HTTP; commands go to the engine's thread through a mailbox.
    .target(
      name: "ControlPlane",
      dependencies: [
        "FleetModel", "RolloutOrchestrator", "FleetSession", "FleetSimulator", "FleetFiles", "EventStream",
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "X509", package: "swift-certificates"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ],
      resources: [.embedInCode("openapi.json")], swiftSettings: strict),

    .executableTarget(
      name: "rolldeck",
      dependencies: [
        "FleetModel", "RolloutOrchestrator", "FleetSimulator", "FleetSession", "EventStream",
        "AvailabilityAuditor", "SwarmFuzz", "BuiltInFleets", "FleetFiles", "TextCanvas", "FleetDashboard",
        "NcursesTerminal", "SessionRecordings", "RecordingExports", "ControlPlane",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/CommandLineTool", swiftSettings: strict),

    .testTarget(name: "AvailabilityAuditorTests", dependencies: ["AvailabilityAuditor"], swiftSettings: strict),
    .testTarget(
      name: "FleetFilesTests",
      dependencies: [
        "FleetFiles", "FleetModel", "FleetSimulator", "FleetSession", "BuiltInFleets",
      ], swiftSettings: strict),
    .testTarget(name: "FleetSimulatorTests", dependencies: ["FleetSimulator", "FleetModel"], swiftSettings: strict),
    // Small fleets drawn by hand, for the tests of the rules.
    .target(
      name: "TestSupport", dependencies: ["FleetModel", "RolloutOrchestrator", "FleetSimulator", "FleetSession"],
      path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "RolloutOrchestratorTests",
      dependencies: ["RolloutOrchestrator", "FleetModel", "FleetSimulator", "FleetSession", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FleetSessionTests",
      dependencies: [
        "RolloutOrchestrator", "FleetModel", "FleetSimulator", "FleetSession", "SwarmFuzz", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "SwarmFuzzTests",
      dependencies: [
        "RolloutOrchestrator", "FleetModel", "FleetSimulator", "FleetSession", "AvailabilityAuditor", "SwarmFuzz",
        "TestSupport",
      ], swiftSettings: strict),
    // A session that is commanded without end, to be killed by its tests.
    .executableTarget(
      name: "RecordingProbe", dependencies: ["SessionRecordings", "FleetFiles", "FleetModel", "FleetSession"],
      path: "Tests/RecordingProbe", swiftSettings: strict),
    .testTarget(
      name: "SessionRecordingsTests",
      dependencies: [
        "SessionRecordings", "RecordingExports", "EventStream", "FleetModel", "FleetSession", "FleetFiles",
        "RolloutOrchestrator", "SwarmFuzz", "RecordingProbe", "TestSupport", "TextCanvas",
      ],
      exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "ControlPlaneTests",
      dependencies: [
        "ControlPlane", "FleetFiles", "FleetModel", "FleetSession", "FleetSimulator", "BuiltInFleets", "TestSupport",
        "rolldeck",
      ],
      exclude: ["clients"],
      swiftSettings: strict),
    // The program as a shell sees it.
    .testTarget(name: "CommandLineTests", dependencies: ["rolldeck", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "FleetDashboardTests",
      dependencies: [
        "FleetDashboard", "FleetModel", "RolloutOrchestrator", "FleetSimulator", "FleetSession", "FleetFiles",
        "BuiltInFleets", "TextCanvas", "EventStream", "AvailabilityAuditor",
      ], exclude: ["Snapshots"], swiftSettings: strict),
    .testTarget(
      name: "ExplanationTests",
      dependencies: [
        "RolloutOrchestrator", "FleetModel", "FleetSimulator", "FleetSession", "SwarmFuzz", "FleetFiles",
        "BuiltInFleets",
      ],
      swiftSettings: strict),
    .testTarget(name: "TextCanvasTests", dependencies: ["TextCanvas"], swiftSettings: strict),
    // A program with nothing but a terminal, driven from outside through a pseudo-terminal.
    .executableTarget(
      name: "TerminalProbe", dependencies: ["NcursesTerminal", "TextCanvas"], path: "Tests/TerminalProbe",
      swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["NcursesTerminal", "TextCanvas", "CNcurses", "TerminalProbe", "rolldeck"],
      exclude: ["pty"], swiftSettings: strict),
  ]
)
