public import RolloutOrchestrator

/// Why a command was not carried out. Nothing changed.
public enum CommandRejection: Error, Sendable, Equatable, CustomStringConvertible, Codable {
  /// The scope has no VM, or none that the command could be about.
  case nothingInScope(String)
  /// No VM in the scope has the extension.
  case notInstalled(String)
  /// The version was published before.
  case alreadyPublished(String)
  /// The version was withdrawn and cannot come back.
  case withdrawn(String)
  /// The version is not published.
  case notPublished(String)
  /// R40: the subscription is not enrolled.
  case notEnrolled(subscription: String, missingStep: String)
  /// R11a: an upgrade of the extension is in flight on a VM.
  case operationInProgress(vm: String)
  /// There is no such rollout.
  case noSuchRollout(RolloutID)
  /// The rollout is over.
  case rolloutOver(RolloutID, RolloutOutcome)
  /// No rollout is live, or none is in the state that the command needs.
  case noRollout(String)
  /// It is already so.
  case alreadySo(String)
  /// The command does not fit its object.
  case notPossible(String)

  /// A sentence for the person who gave the command, with the mend where there is one.
  public var description: String {
    switch self {
    case .nothingInScope(let what): "nothing to do: \(what)"
    case .notInstalled(let handler): "no VM in this scope has the extension \(handler)"
    case .alreadyPublished(let version): "\(version) is already published"
    case .withdrawn(let version): "\(version) was withdrawn; publish a higher version instead"
    case .notPublished(let version): "\(version) is not published"
    case .notEnrolled(let subscription, let step):
      "subscription \(subscription) is not enrolled in automatic extension upgrade: \(step)"
    case .operationInProgress(let vm):
      "another operation is in progress: an upgrade of this extension is in flight on \(vm); try again when it ended"
    case .noSuchRollout(let id): "there is no rollout \(id)"
    case .rolloutOver(let id, let outcome): "rollout \(id) is over (\(outcome.rawValue))"
    case .noRollout(let what): what
    case .alreadySo(let what): "nothing to do: \(what)"
    case .notPossible(let why): why
    }
  }
}
