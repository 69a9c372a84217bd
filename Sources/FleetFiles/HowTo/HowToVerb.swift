/// What a pasted line does.
enum HowToVerb {
  case setMachineExtension
  case setScaleSetExtension
  case deleteMachineExtension
  case deleteScaleSetExtension
  case registerFeature
  case unregisterFeature
  case registerProvider
  /// `$vmss = Get-AzVmss …`: names the set that a later line changes.
  case bindScaleSet
  /// `Add-AzVmssExtension`: takes effect with `Update-AzVmss`.
  case addToModel
  case removeFromModel
  case updateScaleSet
  /// Shows something and changes nothing.
  case look
}

/// The verbs under the words that begin a line, and the options of each.
struct HowToVerbEntry: Sendable {
  let words: [String]
  let verb: HowToVerb
  let options: [HowToOption]

  var name: String { words.joined(separator: " ") }

  static let az: [HowToVerbEntry] = [
    HowToVerbEntry(words: ["vm", "extension", "set"], verb: .setMachineExtension, options: HowToOption.azSet),
    HowToVerbEntry(words: ["vmss", "extension", "set"], verb: .setScaleSetExtension, options: HowToOption.azSet),
    HowToVerbEntry(words: ["vm", "extension", "delete"], verb: .deleteMachineExtension, options: HowToOption.azSet),
    HowToVerbEntry(words: ["vmss", "extension", "delete"], verb: .deleteScaleSetExtension, options: HowToOption.azSet),
    HowToVerbEntry(words: ["feature", "register"], verb: .registerFeature, options: HowToOption.azFeature),
    HowToVerbEntry(words: ["feature", "unregister"], verb: .unregisterFeature, options: HowToOption.azFeature),
    HowToVerbEntry(words: ["feature", "show"], verb: .look, options: HowToOption.azFeature),
    HowToVerbEntry(words: ["provider", "register"], verb: .registerProvider, options: HowToOption.azProvider),
    HowToVerbEntry(words: ["provider", "show"], verb: .look, options: HowToOption.azProvider),
  ]

  static let powerShell: [HowToVerbEntry] = [
    HowToVerbEntry(words: ["Set-AzVMExtension"], verb: .setMachineExtension, options: HowToOption.cmdletSet),
    HowToVerbEntry(words: ["Remove-AzVMExtension"], verb: .deleteMachineExtension, options: HowToOption.cmdletSet),
    HowToVerbEntry(words: ["Get-AzVmss"], verb: .bindScaleSet, options: HowToOption.cmdletSet),
    HowToVerbEntry(words: ["Add-AzVmssExtension"], verb: .addToModel, options: HowToOption.cmdletSet),
    HowToVerbEntry(words: ["Remove-AzVmssExtension"], verb: .removeFromModel, options: HowToOption.cmdletSet),
    HowToVerbEntry(words: ["Update-AzVmss"], verb: .updateScaleSet, options: HowToOption.cmdletUpdate),
    HowToVerbEntry(
      words: ["Register-AzProviderFeature"], verb: .registerFeature, options: HowToOption.cmdletFeature),
    HowToVerbEntry(
      words: ["Unregister-AzProviderFeature"], verb: .unregisterFeature, options: HowToOption.cmdletFeature),
    HowToVerbEntry(words: ["Get-AzProviderFeature"], verb: .look, options: HowToOption.cmdletFeature),
    HowToVerbEntry(
      words: ["Register-AzResourceProvider"], verb: .registerProvider, options: HowToOption.cmdletFeature),
    HowToVerbEntry(words: ["Get-AzResourceProvider"], verb: .look, options: HowToOption.cmdletFeature),
  ]
}

/// What an option of a pasted line means.
enum HowToKey {
  case machine
  case scaleSet
  case scaleSetObject
  case extensionName
  case publisher
  case type
  case version
  case automatic
  case minorOff
  case minorOn
  case namespace
  case feature
  case subscription
  /// Accepted, and without meaning for a simulated fleet.
  case ignored
}

/// An option under its names.
struct HowToOption: Sendable {
  let names: [String]
  let key: HowToKey
  /// Whether a value may or must follow.
  var value = Value.needed

  enum Value: Sendable {
    case needed
    /// `true` or `false` may follow; alone it is true.
    case maybeFlag
    case none
  }

  private static let azGlobal = [
    HowToOption(names: ["--subscription"], key: .subscription),
    HowToOption(names: ["--output", "-o"], key: .ignored), HowToOption(names: ["--query"], key: .ignored),
    HowToOption(names: ["--only-show-errors"], key: .ignored, value: .none),
    HowToOption(names: ["--verbose"], key: .ignored, value: .none),
    HowToOption(names: ["--debug"], key: .ignored, value: .none),
  ]

  static let azSet =
    azGlobal + [
      HowToOption(names: ["--resource-group", "-g"], key: .ignored), HowToOption(names: ["--vm-name"], key: .machine),
      HowToOption(names: ["--vmss-name"], key: .scaleSet), HowToOption(names: ["--name", "-n"], key: .type),
      HowToOption(names: ["--extension-instance-name"], key: .extensionName),
      HowToOption(names: ["--publisher", "-p"], key: .publisher), HowToOption(names: ["--version"], key: .version),
      HowToOption(names: ["--enable-auto-upgrade"], key: .automatic, value: .maybeFlag),
      HowToOption(names: ["--no-auto-upgrade-minor-version", "--no-auto-upgrade"], key: .minorOff, value: .maybeFlag),
      HowToOption(names: ["--settings"], key: .ignored), HowToOption(names: ["--protected-settings"], key: .ignored),
      HowToOption(names: ["--force-update"], key: .ignored, value: .none),
      HowToOption(names: ["--no-wait"], key: .ignored, value: .none),
    ]

  static let azFeature =
    azGlobal + [
      HowToOption(names: ["--namespace"], key: .namespace), HowToOption(names: ["--name", "-n"], key: .feature),
    ]

  static let azProvider =
    azGlobal + [
      HowToOption(names: ["--namespace", "-n"], key: .namespace),
      HowToOption(names: ["--wait"], key: .ignored, value: .none),
      HowToOption(names: ["--consent-to-permissions"], key: .ignored, value: .none),
    ]

  private static let cmdletCommon = [
    HowToOption(names: ["-NoWait"], key: .ignored, value: .none),
    HowToOption(names: ["-AsJob"], key: .ignored, value: .none),
    HowToOption(names: ["-Force"], key: .ignored, value: .none),
    HowToOption(names: ["-DefaultProfile"], key: .ignored), HowToOption(names: ["-ErrorAction"], key: .ignored),
    HowToOption(names: ["-Verbose"], key: .ignored, value: .none),
  ]

  static let cmdletSet =
    cmdletCommon + [
      HowToOption(names: ["-ResourceGroupName"], key: .ignored), HowToOption(names: ["-VMName"], key: .machine),
      HowToOption(names: ["-VMScaleSetName"], key: .scaleSet),
      HowToOption(names: ["-VirtualMachineScaleSet"], key: .scaleSetObject),
      HowToOption(names: ["-Name", "-ExtensionName"], key: .extensionName),
      HowToOption(names: ["-Publisher"], key: .publisher), HowToOption(names: ["-Type", "-ExtensionType"], key: .type),
      HowToOption(names: ["-TypeHandlerVersion", "-HandlerVersion", "-Version"], key: .version),
      HowToOption(names: ["-EnableAutomaticUpgrade"], key: .automatic, value: .maybeFlag),
      HowToOption(names: ["-DisableAutoUpgradeMinorVersion"], key: .minorOff, value: .none),
      HowToOption(names: ["-AutoUpgradeMinorVersion"], key: .minorOn, value: .maybeFlag),
      HowToOption(names: ["-Location"], key: .ignored), HowToOption(names: ["-Setting", "-Settings"], key: .ignored),
      HowToOption(names: ["-ProtectedSetting", "-ProtectedSettings"], key: .ignored),
      HowToOption(names: ["-SettingString"], key: .ignored),
      HowToOption(names: ["-ProtectedSettingString"], key: .ignored),
      HowToOption(names: ["-ForceRerun", "-ForceUpdateTag"], key: .ignored),
    ]

  static let cmdletUpdate =
    cmdletCommon + [
      HowToOption(names: ["-ResourceGroupName"], key: .ignored),
      HowToOption(names: ["-Name", "-VMScaleSetName"], key: .scaleSet),
      HowToOption(names: ["-VirtualMachineScaleSet"], key: .scaleSetObject),
    ]

  static let cmdletFeature =
    cmdletCommon + [
      HowToOption(names: ["-FeatureName"], key: .feature), HowToOption(names: ["-ProviderNamespace"], key: .namespace),
      HowToOption(names: ["-ConsentToPermissions"], key: .ignored, value: .maybeFlag),
    ]
}
