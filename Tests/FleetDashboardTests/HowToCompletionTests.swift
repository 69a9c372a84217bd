import BuiltInFleets
import FleetFiles
import FleetModel
import FleetSession
import Testing

@testable import FleetDashboard

@Suite struct HowToCompletionTests {
  private static func fleet() throws -> Fleet {
    let bytes = try #require(BuiltInFleets.file(named: "demo"))
    return try FleetFile.load(bytes: bytes, file: "demo", seed: 1).fleet
  }

  private static func offers(_ text: String) throws -> [String] {
    Completion(fleet: try fleet()).lines(for: text).map { String($0.dropFirst(text.count)) }
  }

  @Test(
    "Verbs, then options, then their values",
    arguments: [
      ("az ", "vm "), ("az vms", "s "), ("az vm ext", "ension "), ("az vm extension s", "et "),
      ("az vm extension set --vm", "-name "),
      ("az vm extension set --publisher Microsoft.Azure.M", "onitoring.DependencyAgent "),
      ("az vm extension set --publisher Microsoft.ManagedServices --name App", "licationHealthLinux "),
      ("az vm extension set --enable-auto-upgrade t", "rue "),
      ("az feature register --namespace ", "Microsoft.Compute "),
      ("az feature register --name Auto", "maticExtensionUpgradePreview "), ("Set-AzVM", "Extension "),
      ("set-azvmextension -Type", "HandlerVersion "), ("Set-AzVMExtension -EnableAutomaticUpgrade f", "alse "),
      ("$v = Get-AzVmss -VMS", "caleSetName "), ("az vm extension list\naz prov", "ider "),
    ])
  func offers(_ text: String, _ following: String) throws {
    let offers = try Self.offers(text)
    #expect(offers.contains(following), "\(text): \(offers)")
  }

  @Test("Values are those of the fleet: resource groups, VMs, sets; what was given is not offered again")
  func fleet() throws {
    let fleet = try Self.fleet()
    let group = try #require(fleet.groups.indices.first { fleet.kind(of: $0) == .scaleSet })
    let set = fleet.name(ofGroup: group)
    #expect(try Self.offers("az vmss extension set --vmss-name \(set.dropLast())").contains("\(set.suffix(1)) "))
    let vm = fleet.name(of: 0)
    #expect(try Self.offers("az vm extension set --vm-name \(vm.dropLast())").contains("\(vm.suffix(1)) "))
    let region = fleet.regions[0].name
    #expect(try Self.offers("az vm extension set --resource-group rg-").contains("\(region) "))
    #expect(try !Self.offers("az vm extension set --vm-name \(vm) ").contains("--vm-name "))
  }

  @Test("Every verb and option that is offered is one that the reader knows")
  func known() throws {
    let fleet = try Self.fleet()
    for verb in HowToCompletion.verbs {
      for option in verb.options {
        let value = option.value == .none ? "" : " x"
        let text = verb.words.joined(separator: " ") + " \(option.name)\(value)"
        do {
          _ = try HowToLine.commands(in: text, fleet: fleet)
        } catch {
          #expect(!"\(error)".contains("option"), "\(text): \(error)")
          #expect(!"\(error)".contains("there is no az"), "\(text): \(error)")
          #expect(!"\(error)".contains("cmdlet"), "\(text): \(error)")
        }
      }
    }
  }
}
