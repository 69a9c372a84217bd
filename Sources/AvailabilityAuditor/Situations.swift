/// What a sweep over many runs must have met, or it proves nothing.
enum Situation: Int, CaseIterable {
  case batchOfOne, batchThatFillsTheCap, batchWhere21PercentIsMore, batchOfSeveralHandlers
  case exactlyAtTheUnhealthyLimit, oneOverTheUnhealthyLimit
  case rollback, failedRollback, failedInstall
  case stopBeforeStart, stopByUnhealthy, stopByUpgraded
  case optOutWhileQueued, optOutWhileInstalling, optOutInHealthWindow
  case retry, retryThatSucceeds, retryCommand, cancelledRun
  case pairBlocked, zoneWaitedFor
  case scaleInBelowTheCap, removalInFlight
  case newerVersionMidPhase, withdrawalMidBatch
  case phaseSucceeded, phaseOf100OrMore, emptyPhase, phaseSkipped, bake
  case holdWhileInstalling, holdInHealthWindow, holdWhileRollingBack, holdWhileBaking, holdWhileWaiting
  case setOf0, setOf1, setOf4, setOf5, setOf9, setOf10
  case noUpdateDomain, serviceFabric, unenrolledSubscription, healthSourceConflict
  case attempt, verdictAtTheWindowsEnd

  /// The case's name in words.
  var name: String {
    var words = ""
    var wasDigit = false
    for character in "\(self)" {
      if character.isUppercase || (character.isNumber && !wasDigit) { words += " " }
      words += character.lowercased()
      wasDigit = character.isNumber
    }
    return words
  }
}
