import FleetModel
import FleetSession
import Testing

@testable import FleetFiles

@Suite struct HowToTests {
  private static let fleet = """
    name: how-to
    regions: [westus]
    subscriptions: [{name: production}, {name: fresh, enrolled: false}]
    extensions:
      - {type: DependencyAgentLinux, versions: [9.5.1.0, 9.10.15.0, 10.1.0.0]}
      - {type: DependencyAgentWindows, versions: [9.10.15.0]}
      - {type: CustomScript, publisher: Microsoft.Azure.Extensions, versions: [2.1.0.0]}
    scaleSets:
      - name: myScaleSet
        capacity: 3
        os: Windows
        regions: westus
        subscriptions: production
        extensions: [{type: DependencyAgentWindows, version: 9.10.15.0}]
    virtualMachines:
      - {name: myVM, regions: westus, subscriptions: production}
      - {name: agent, regions: westus, subscriptions: production, extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}
      - {name: freshVM, regions: westus, subscriptions: fresh}
    """

  private func commands(_ text: String) throws -> [String] {
    let fleet = try FleetFile.load(bytes: Array(Self.fleet.utf8), file: "how-to", seed: 1).fleet
    return try HowToLine.commands(in: text, fleet: fleet).map { CommandText.text(of: $0, in: fleet) }
  }

  private func fault(_ text: String) throws -> CommandSyntaxError {
    let fleet = try FleetFile.load(bytes: Array(Self.fleet.utf8), file: "how-to", seed: 1).fleet
    return try #require(throws: CommandSyntaxError.self) { _ = try HowToLine.commands(in: text, fleet: fleet) }
  }

  @Test("R41: az vm extension set, as printed, deploys the newest minor of the major")
  func azMachine() throws {
    #expect(try commands(HowToSample.azVM) == ["deploy DependencyAgentLinux 9.10.15.0 vm=myVM auto=on"])
  }

  @Test("R41: where the extension is there already only the flag changes")
  func azFlag() throws {
    #expect(
      try commands(HowToSample.azVM.replacing("myVM", with: "agent")) == ["auto on DependencyAgentLinux vm=agent"])
    #expect(
      try commands(HowToSample.azVM.replacing("myVM", with: "agent").replacing("true", with: "false")) == [
        "auto off DependencyAgentLinux vm=agent"
      ])
  }

  @Test("Without newer minors a deployment takes what was asked for")
  func minor() throws {
    #expect(
      try commands(HowToSample.azVM + " --no-auto-upgrade-minor-version true") == [
        "deploy DependencyAgentLinux 9.5.1.0 vm=myVM auto=on"
      ])
  }

  @Test("R41: az vmss extension set reaches the set")
  func azSet() throws {
    let line =
      "az vmss extension set -g rg --vmss-name myScaleSet -n DependencyAgentWindows --publisher=Microsoft.Azure.Monitoring.DependencyAgent --version 9.5 --enable-auto-upgrade"
    #expect(try commands(line) == ["auto on DependencyAgentWindows group=myScaleSet"])
  }

  @Test("PowerShell for a VM, with back-ticks and a publisher for a name")
  func powerShellMachine() throws {
    let text = """
      Set-AzVMExtension -ExtensionName "Microsoft.Azure.Monitoring.DependencyAgent" `
          -ResourceGroupName "myResourceGroup" `
          -VMName "myVM" `
          -Publisher "Microsoft.Azure.Monitoring.DependencyAgent" `
          -ExtensionType "DependencyAgentWindows" `
          -TypeHandlerVersion 9.5 `
          -Location WestUS `
          -EnableAutomaticUpgrade $true
      """
    #expect(try commands(text) == ["deploy DependencyAgentWindows 9.10.15.0 vm=myVM auto=on"])
    #expect(
      try commands(text.replacing("\n", with: "\r\n")) == ["deploy DependencyAgentWindows 9.10.15.0 vm=myVM auto=on"])
  }

  @Test("PowerShell for a set takes effect with Update-AzVmss, and the published line without its back-tick works")
  func powerShellSet() throws {
    #expect(try commands(HowToSample.powerShellSet) == ["auto on DependencyAgentWindows group=myScaleSet"])
    let alone = String(HowToSample.powerShellSet.prefix(while: { $0 != "U" }))
    #expect(try fault(alone).mend.contains("Update-AzVmss"))
  }

  @Test(
    "R40: the lines that enrol, for the subscription that is named or those that lack the step",
    arguments: [
      (
        "az feature register --namespace Microsoft.Compute --name AutomaticExtensionUpgradePreview",
        "feature register fresh"
      ),
      (
        "az feature register --namespace Microsoft.Compute --name AutomaticExtensionUpgradePreview --subscription production",
        "feature register production"
      ),
      ("az provider register --namespace Microsoft.Compute", "provider register fresh"),
      ("az provider register -n microsoft.compute --wait", "provider register fresh"),
      (
        "Register-AzProviderFeature -FeatureName AutomaticExtensionUpgradePreview -ProviderNamespace Microsoft.Compute",
        "feature register fresh"
      ),
      ("register-azresourceprovider -providernamespace Microsoft.Compute", "provider register fresh"),
    ])
  func enrolment(_ line: String, _ expected: String) throws { #expect(try commands(line) == [expected]) }

  @Test("A model that is changed and is not the one that is sent is a mistake")
  func otherModel() throws {
    let lines = HowToSample.powerShellSet.split(separator: "\n").map { line in
      line.hasPrefix("Add-") ? String(line).replacing("$vmss", with: "$other") : String(line)
    }
    #expect(try fault(lines.joined(separator: "\n")).mend.contains("same variable"))
  }

  @Test("Lines that only look, comments and blank lines come to nothing")
  func looking() throws {
    #expect(
      try commands("# first\n\naz feature show --namespace Microsoft.Compute --name AutomaticExtensionUpgradePreview\n")
        == [])
  }

  @Test("Several lines, one after the other")
  func several() throws { #expect(try commands(HowToSample.azVM + "\n\n" + HowToSample.powerShellSet).count == 2) }

  @Test(
    "A mistake points at its word",
    arguments: HowToFault.all)
  func faults(_ example: HowToFault) throws {
    let error = try fault(example.text)
    #expect("\(error)".contains(example.says), "\(error)")
    let there = String(example.text.unicodeScalars.dropFirst(error.column - 1))
    #expect(
      there.hasPrefix(example.at) || example.text.hasSuffix(example.at) && there == example.at,
      "\(error.column): \(there.prefix(20))")
  }

  @Test("Scripts hold how-to lines too, over several lines, with the place of a mistake")
  func scripts() throws {
    let fleet = try FleetFile.load(bytes: Array(Self.fleet.utf8), file: "how-to", seed: 1).fleet
    let script = "at 1m hold\nat 2m \(HowToSample.azVM)\n+1m resume\n"
    let read = try Script.parse(script, file: "s", fleet: fleet)
    #expect(read.map(\.at) == [60_000, 120_000, 180_000])
    let printed = try Script.parse("\(HowToSample.azVM)\n\n\(HowToSample.powerShellSet)\n", file: "s", fleet: fleet)
    #expect(printed.map(\.at) == [0, 0])
    let error = try #require(throws: FleetFileErrors.self) {
      _ = try Script.parse(script.replacing("myVM", with: "yourVM"), file: "s", fleet: fleet)
    }
    #expect(error.problems.map(\.line) == [4])
    #expect(error.problems.first?.column == 15)
  }

  @Test("Whatever is pasted ends in commands or one error", arguments: 0..<200)
  func anything(_ seed: Int) throws {
    let fleet = try FleetFile.load(bytes: Array(Self.fleet.utf8), file: "how-to", seed: 1).fleet
    var scalars = Array((HowToSample.azVM + "\n" + HowToSample.powerShellSet).unicodeScalars)
    for round in 0..<6 {
      let draw = KeyedDraw.draw(seed: 7, UInt64(seed), UInt64(round), 1, below: UInt64(scalars.count))
      let marks = Array("\\`'\"$-= \n#é\u{202E}\u{0}".unicodeScalars)
      let mark = KeyedDraw.draw(seed: 7, UInt64(seed), UInt64(round), 2, below: UInt64(marks.count))
      if round % 2 == 0 { scalars[Int(draw)] = marks[Int(mark)] } else { scalars.remove(at: Int(draw)) }
    }
    var text = ""
    text.unicodeScalars += scalars
    do throws(CommandSyntaxError) {
      _ = try HowToLine.commands(in: text, fleet: fleet)
    } catch {
      #expect((1...text.unicodeScalars.count + 1).contains(error.column))
    }
  }
}

/// The how-to's own text.
enum HowToSample {
  static let azVM = """
    az vm extension set \\
        --resource-group myResourceGroup \\
        --vm-name myVM \\
        --name DependencyAgentLinux \\
        --publisher Microsoft.Azure.Monitoring.DependencyAgent \\
        --version 9.5 \\
        --enable-auto-upgrade true
    """

  static let powerShellSet = """
    $vmss = Get-AzVmss -ResourceGroupName "myResourceGroup" -VMScaleSetName "myScaleSet"
    Add-AzVmssExtension -VirtualMachineScaleSet $vmss
        -Name "Microsoft.Azure.Monitoring.DependencyAgent" `
        -Publisher "Microsoft.Azure.Monitoring.DependencyAgent" `
        -Type "DependencyAgentWindows" `
        -TypeHandlerVersion 9.5 `
        -EnableAutomaticUpgrade $true

    Update-AzVmss -ResourceGroupName "myResourceGroup" `
       -Name "myScaleSet" `
       -VirtualMachineScaleSet $vmss
    """
}

/// A mistake, the word it is at, and something that the message says.
struct HowToFault: Sendable {
  let text: String
  let at: String
  let says: String

  static let all: [HowToFault] = [
    HowToFault(text: HowToSample.azVM.replacing("myVM", with: "yourVM"), at: "yourVM", says: "yourVM"),
    HowToFault(text: HowToSample.azVM.replacing("--vm-name", with: "--vmname"), at: "--vmname", says: "--vm-name"),
    HowToFault(text: HowToSample.azVM.replacing("extension set", with: "extension sett"), at: "sett", says: "set"),
    HowToFault(text: HowToSample.azVM.replacing("9.5", with: "9.5.1"), at: "9.5.1", says: "major.minor"),
    HowToFault(text: HowToSample.azVM.replacing("9.5", with: "11.0"), at: "11.0", says: "could not be found"),
    HowToFault(
      text: HowToSample.azVM.replacing("DependencyAgentLinux", with: "DependencyAgentLinus"),
      at: "DependencyAgentLinus",
      says: "DependencyAgentLinux"),
    HowToFault(text: HowToSample.azVM.replacing("true", with: "maybe"), at: "maybe", says: "true or false"),
    HowToFault(text: HowToSample.azVM.replacing("myVM", with: "freshVM"), at: "freshVM", says: "register the feature"),
    HowToFault(text: HowToSample.azVM + " \\\n  --version 9.5", at: "--version 9.5", says: "twice"),
    HowToFault(text: HowToSample.azVM + " stray", at: "stray", says: "option"),
    HowToFault(
      text: HowToSample.azVM.replacing("DependencyAgentLinux", with: "CustomScript").replacing(
        "Microsoft.Azure.Monitoring.DependencyAgent", with: "Microsoft.Azure.Extensions"
      ).replacing("9.5", with: "2.1"), at: "CustomScript", says: "not supported"),
    HowToFault(
      text: HowToSample.powerShellSet.replacing("Update-AzVmss", with: "Update-AzVmsss"), at: "Update-AzVmsss",
      says: "Update-AzVmss"),
    HowToFault(
      text: HowToSample.powerShellSet.replacing("-Name \"myScaleSet\"", with: "-Name \"theirs\""), at: "\"theirs\"",
      says: "theirs"),
    HowToFault(
      text: "az feature register --namespace Microsoft.Network --name X", at: "Microsoft.Network",
      says: "Microsoft.Compute"),
    HowToFault(text: "az vm extension set --vm-name 'myVM", at: "'myVM", says: "no end"),
    HowToFault(text: "az vm extension set --vm-name", at: "", says: "lacks its value"),
    HowToFault(text: "az group delete", at: "group", says: "az vm extension set"),
  ]
}
