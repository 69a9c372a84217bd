import FleetModel
import FleetSession
import Testing

@testable import FleetFiles

@Suite struct HowToPasteTests {
  private static func fleet() throws -> Fleet {
    let text = """
      name: paste
      regions: [westus]
      subscriptions: [{name: production}]
      extensions: [{type: DependencyAgentLinux, versions: [9.10.15.0]}]
      scaleSets: [{name: web, capacity: 5, regions: westus, subscriptions: production, \
      extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}]
      virtualMachines: [{name: vm1, regions: westus, subscriptions: production, \
      extensions: [{type: DependencyAgentLinux, version: 9.10.15.0}]}]
      """
    return try FleetFile.load(bytes: Array(text.utf8), file: "paste", seed: 1).fleet
  }

  private static let publisher = "Microsoft.Azure.Monitoring.DependencyAgent"

  @Test(
    "A line reads the same however it was copied",
    arguments: [
      "az vm extension set -g g --vm-name vm1 -n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade true",
      "$ az vm extension set -g g --vm-name vm1 -n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade true",
      "me@host:~$ az vm extension set -g g --vm-name vm1 -n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade true",
      "# opt in\naz vm extension set -g g --vm-name vm1 -n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade # all of it",
      "az vm extension set \\\r\n  -g g --vm-name vm1 \\\r\n -n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade true\r\n",
      "az vm extension set \u{2014}resource-group g \u{2014}vm-name \u{2032}vm1\u{2032} \u{2013}name DependencyAgentLinux \u{2015}publisher P \u{2013}\u{2013}version 9.5 \u{2014}enable-auto-upgrade true",
      "az vm extension set -g \u{201C}my group\u{201D} --vm-name \u{2018}vm1\u{2019} -n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade true",
      "PS C:\\Users\\me> Set-AzVMExtension -VMName vm1 -Publisher P -ExtensionType DependencyAgentLinux -TypeHandlerVersion 9.5 -EnableAutomaticUpgrade $true",
      "PS> Set-AzVMExtension -VMName vm1 `\r\n>> -Publisher P `\r\n>> -ExtensionType DependencyAgentLinux `\r\n>> -TypeHandlerVersion 9.5 -EnableAutomaticUpgrade",
      "az vm extension set ^\r\n  -g g ^\r\n  --vm-name vm1^ \r\n  -n DependencyAgentLinux -p P ^\r\n --version 9.5 --enable-auto-upgrade true\r\n",
      "C:\\Users\\me>az vm extension set -g g --vm-name vm1 ^\r\nMore? -n DependencyAgentLinux -p P ^\r\nMore? --version 9.5 --enable-auto-upgrade true",
      "C:\\Program Files> az vm extension set -g g --vm-name vm1 ^\n-n DependencyAgentLinux -p P --version 9.5 --enable-auto-upgrade ^",
      "Set-AzVMExtension \u{2013}VMName vm1 \u{2013}Publisher P \u{2013}ExtensionType DependencyAgentLinux \u{2013}TypeHandlerVersion 9.5\u{A0}\u{2013}EnableAutomaticUpgrade",
    ])
  func copies(_ text: String) throws {
    let fleet = try Self.fleet()
    var parser = CommandParser(fleet: fleet)
    let vm = try #require(fleet.machineIndices.first { fleet.name(of: $0) == "vm1" })
    let commands = try parser.parseAll(text.replacing("P ", with: Self.publisher + " "))
    #expect(commands == [.setAutomatic(handler: 0, isOn: true, scope: .machine(vm))])
  }

  @Test("Several lines are done in their order, with PowerShell's variables between them")
  func several() throws {
    let fleet = try Self.fleet()
    var parser = CommandParser(fleet: fleet)
    let commands = try parser.parseAll(
      """
      PS> $vmss = Get-AzVmss -ResourceGroupName g -VMScaleSetName web\r
      PS> Add-AzVmssExtension -VirtualMachineScaleSet $vmss -Name dep -Publisher \(Self.publisher) `\r
      >>   -Type DependencyAgentLinux -TypeHandlerVersion 9.5 -EnableAutomaticUpgrade $true\r
      PS> Update-AzVmss -ResourceGroupName g -Name web -VirtualMachineScaleSet $vmss\r
      $ az vm extension delete -g g --vm-name vm1 -n DependencyAgentLinux
      """)
    #expect(commands.count == 2)
    #expect(commands.first == .setAutomatic(handler: 0, isOn: true, scope: .group(0)))
    if case .undeploy = commands.last {} else { Issue.record("\(commands)") }
  }

  @Test("What is tidied keeps its columns, so that a mistake is pointed at where it is")
  func columns() throws {
    let text = "$ az vm extension set \u{2013}\u{2013}vm-name nobody -n DependencyAgentLinux -p x"
    #expect(HowToPaste.tidied(text).unicodeScalars.count == text.unicodeScalars.count)
    var parser = CommandParser(fleet: try Self.fleet())
    let error = #expect(throws: CommandSyntaxError.self) { try parser.parseAll(text) }
    #expect(error?.column == text.unicodeScalars.count - " -n DependencyAgentLinux -p x".count - "nobody".count + 1)
  }

  @Test("cmd.exe's ^ ends a line that goes on, in a script too, and is kept where it ends none")
  func carets() throws {
    let fleet = try Self.fleet()
    let lines = """
      at 1h az vm extension set -g g --vm-name vm1 ^
        --name DependencyAgentLinux ^
        --publisher \(Self.publisher) ^
        --version 9.5 --enable-auto-upgrade true
      C:\\>az vm extension delete -g g --vm-name vm1 ^
      -n DependencyAgentLinux
      +1h hold
      """
    let commands = try Script.parse(lines, file: "script", fleet: fleet)
    let vm = try #require(fleet.machineIndices.first { fleet.name(of: $0) == "vm1" })
    #expect(
      commands.map(\.command) == [
        .setAutomatic(handler: 0, isOn: true, scope: .machine(vm)), .undeploy(handler: 0, scope: .machine(vm)),
        .hold(rollout: nil),
      ])
    #expect(commands.map(\.at) == [3_600_000, 3_600_000, 7_200_000])
    let words = try HowToScanner.lines(of: "az a^b ^c ^ d", column: 1)
    #expect(words.map { $0.map(\.text) } == [["az", "a^b", "^c", "^", "d"]])
  }

  @Test("What is pasted with its prompts into a script goes on over its lines as it does without them")
  func promptsInScripts() throws {
    let text = """
      PS> $vmss = Get-AzVmss -ResourceGroupName g -VMScaleSetName web
      PS> Add-AzVmssExtension -VirtualMachineScaleSet $vmss -Name dep -Publisher \(Self.publisher) `
      >>   -Type DependencyAgentLinux -TypeHandlerVersion 9.5 -EnableAutomaticUpgrade $true
      PS> Update-AzVmss -ResourceGroupName g -Name web -VirtualMachineScaleSet $vmss
      """
    let commands = try Script.parse(text, file: "script", fleet: try Self.fleet())
    #expect(commands.map(\.command) == [.setAutomatic(handler: 0, isOn: true, scope: .group(0))])
  }
}
