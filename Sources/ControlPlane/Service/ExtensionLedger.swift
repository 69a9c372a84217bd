import FleetModel
import FleetSession

/// Reads what owners said about extensions. An instance of a scale set has what was said of the set's model, unless
/// something was said of its own.
struct ExtensionLedger: Sendable {
  let details: ExtensionDetailsTable

  /// What is known of an extension of a VM or a set's model.
  func details(of handler: HandlerIndex, _ scope: FleetScope, _ fleet: Fleet) -> ExtensionDetails? {
    if let own = details[handler, scope] { return own }
    guard case .machine(let vm) = scope, fleet.kind(of: fleet.group(of: vm)) == .scaleSet else { return nil }
    return details[handler, .group(fleet.group(of: vm))]
  }

  /// The name of an extension: its owner's choice, or its type.
  func name(of handler: HandlerIndex, _ scope: FleetScope, _ fleet: Fleet) -> String {
    details(of: handler, scope, fleet)?.name ?? fleet.handlers[handler].type
  }

  /// The handler behind the name of an extension.
  func handler(named name: String, _ scope: FleetScope, _ fleet: Fleet) -> HandlerIndex? {
    fleet.extensions(scope).first { self.name(of: $0, scope, fleet).lowercased() == name.lowercased() }
  }

  /// The commands, and behind them the one that describes the extension, if that says anything new.
  func describing(
    _ handler: HandlerIndex, _ wanted: ExtensionDetails, _ scope: FleetScope, _ fleet: Fleet, after commands: [Command]
  ) -> [Command] {
    let known = details(of: handler, scope, fleet)
    return known == wanted ? commands : commands + [.describe(handler: handler, details: wanted, scope: scope)]
  }
}
