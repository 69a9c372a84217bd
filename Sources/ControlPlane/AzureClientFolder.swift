import Foundation

/// A configuration folder for az that knows one rolldeck server and nothing else: the cloud, its subscriptions, and a
/// managed identity. The user's own folder is not touched, and az needs neither registration nor login.
public struct AzureClientFolder {
  private let state: StateFolder
  private let port: Int

  /// The folder for a server's port.
  public init(_ state: StateFolder, port: Int) {
    self.state = state
    self.port = port
  }

  /// The lines that a person pastes into a shell to have az talk to the server.
  public var lines: [String] {
    [
      "export AZURE_CONFIG_DIR=\(Self.quoted(state.az(port: port)))",
      "export REQUESTS_CA_BUNDLE=\(Self.quoted(state.tls + "/certificate.pem"))",
      "export AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:\(port)",
    ]
  }

  /// Whether a server with TLS was ever started on the port.
  public var exists: Bool { FileManager.default.fileExists(atPath: state.az(port: port) + "/clouds.config") }

  func write(_ subscriptions: [(id: String, name: String)]) throws(ServerFailure) {
    let folder = state.az(port: port)
    try PrivateFile.makeFolder(folder)
    try PrivateFile.write(cloud, to: folder + "/clouds.config")
    try PrivateFile.write(Self.settings, to: folder + "/config")
    try PrivateFile.write(
      String(decoding: profile(subscriptions).bytes, as: UTF8.self), to: folder + "/azureProfile.json")
  }

  private static let cloudName = "rolldeck"

  /// No telemetry, no search for extensions of az: nothing leaves the machine.
  private static let settings = """
    [cloud]
    name = \(cloudName)

    [core]
    collect_telemetry = no
    instance_discovery = no
    only_show_errors = no

    [extension]
    use_dynamic_install = no

    [auto-upgrade]
    enable = no

    [output]
    show_survey_link = no

    """

  private var cloud: String {
    let here = "https://127.0.0.1:\(port)"
    let endpoints = [
      "management", "resource_manager", "sql_management", "batch_resource_id", "gallery", "active_directory",
      "active_directory_resource_id", "active_directory_graph_resource_id", "active_directory_data_lake_resource_id",
      "microsoft_graph_resource_id", "vm_image_alias_doc", "media_resource_id",
    ]
    return "[\(Self.cloudName)]\nprofile = latest\n" + endpoints.map { "endpoint_\($0) = \(here)\n" }.joined()
  }

  private func profile(_ subscriptions: [(id: String, name: String)]) -> JSONValue {
    [
      "installationId": .string(SteadyName.guid(from: "installation")),
      "subscriptions": .array(
        subscriptions.enumerated().map { index, subscription in
          [
            "id": .string(subscription.id), "name": .string(subscription.name), "state": "Enabled",
            "user": [
              "name": "systemAssignedIdentity", "type": "servicePrincipal", "assignedIdentityInfo": "MSI",
            ], "isDefault": .bool(index == 0), "tenantId": .string(ManagedIdentity.tenant),
            "environmentName": .string(Self.cloudName), "homeTenantId": .string(ManagedIdentity.tenant),
            "managedByTenants": [],
          ]
        }),
    ]
  }

  /// For a shell; plain paths stay as they are.
  private static func quoted(_ path: String) -> String {
    let isPlain = path.unicodeScalars.allSatisfy {
      $0.isASCII && (Character($0).isLetter || Character($0).isNumber || "/._-".unicodeScalars.contains($0))
    }
    return isPlain ? path : "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
