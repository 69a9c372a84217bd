// Reasons that stand (R31), for I21.
extension AvailabilityAuditor {
  mutating func readWaiting() throws(LineFault) {
    let rollout = try rollout()
    let reason = try word(.reason)
    let until = try tape.integerOrNull(.until)
    let range = try tape.name(.scope)
    guard let scope = scope(range, of: rollout) else { throw .unknown(.scope, tape.spelling(range)) }
    waitings[scope] = AuditedWaiting(reason: reason, until: until)
    if reason == .pair { note(.pairBlocked) }
    if reason == .zone { note(.zoneWaitedFor) }
    if reason == .unhealthyBefore { note(.stopBeforeStart) }
  }

  /// Takes a scope apart: `vm:ID`, `group:ID`, `zone:REGION/Z`, `region:NAME`, `phase:K`.
  private mutating func scope(_ range: Range<Int>, of rollout: Int) -> WaitingScope? {
    guard let colon = tape.bytes[range].firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let rest = colon + 1..<range.upperBound
    let rollout32 = Int32(rollout)
    switch tape.spelling(range.lowerBound..<colon) {
    case "vm":
      return machines.find(tape.bytes, rest).map { WaitingScope(rollout: rollout32, kind: .vm, place: Int32($0)) }
    case "group":
      return groupNames.find(tape.bytes, rest).map { WaitingScope(rollout: rollout32, kind: .group, place: Int32($0)) }
    case "region":
      return regionNames.find(tape.bytes, rest).map {
        WaitingScope(rollout: rollout32, kind: .region, place: Int32($0))
      }
    case "zone":
      guard let slash = tape.bytes[rest].lastIndex(of: UInt8(ascii: "/")),
        let region = regionNames.find(tape.bytes, rest.lowerBound..<slash)
      else { return nil }
      let name = slash + 1..<range.upperBound
      let zone = tape.spelling(name) == "none" ? 0 : zoneNames.intern(tape.bytes, name)
      return WaitingScope(rollout: rollout32, kind: .zone, place: Int32(region), zone: Int32(zone))
    case "phase":
      guard let phase = Int32(tape.spelling(rest)), phase >= 1 else { return nil }
      return WaitingScope(rollout: rollout32, kind: .phase, place: phase)
    default: return nil
    }
  }

  /// The scopes that a VM lies in.
  private func scopes(of vm: Int, in rollout: Int) -> [5 of WaitingScope] {
    let rollout32 = Int32(rollout)
    let region = machines.region[vm]
    let phase = Int32((rollouts[rollout].phase(of: Int(region)) ?? -1) + 1)
    return [
      WaitingScope(rollout: rollout32, kind: .vm, place: Int32(vm)),
      WaitingScope(rollout: rollout32, kind: .group, place: machines.group[vm]),
      WaitingScope(rollout: rollout32, kind: .zone, place: region, zone: machines.zone[vm]),
      WaitingScope(rollout: rollout32, kind: .region, place: region),
      WaitingScope(rollout: rollout32, kind: .phase, place: phase),
    ]
  }

  /// Something started in these scopes.
  mutating func dropWaitings(of rollout: Int, above vm: Int) {
    guard !waitings.isEmpty else { return }
    let scopes = scopes(of: vm, in: rollout)
    for index in scopes.indices { waitings[scopes[index]] = nil }
  }

  /// Whether a reason that is not plainly untrue stands for an eligible VM.
  func isWaiting(_ vm: Int, in rollout: Int) -> Bool {
    let scopes = scopes(of: vm, in: rollout)
    for index in scopes.indices {
      guard let waiting = waitings[scopes[index]], waiting.until.map({ $0 >= time }) ?? true else { continue }
      switch waiting.reason {
      case .stopped, .agent, .protected, .model, .enrolment, .serviceFabric, .optedOut, .failed, .unhealthy:
        // An eligible VM is none of these, so at the VM itself the reason is no longer true.
        if scopes[index].kind != .vm { return true }
      default: return true
      }
    }
    return false
  }
}
