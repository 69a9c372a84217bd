/// An extension that a VM has, or had.
struct InstalledExtension {
  let handler: Int32
  var version: HandlerVersion
  var auto: Bool
  var isPresent: Bool
  /// Head of its list of progress; -1 for none.
  var progress: Int32 = -1
  /// The VM's next extension; -1 for none.
  let next: Int32
}

/// How far one rollout came with one extension of one VM; made at the first attempt.
struct Progress {
  enum Outcome { case upgraded, rolledBack, rollbackFailed }

  let rollout: Int32
  /// Where the last attempt went.
  var target: HandlerVersion
  /// Attempts since the start, or since the owner's last change (R11a).
  var attempts = 0
  /// Of the last attempt that ended; nil before.
  var outcome: Outcome?
  var endedAt = 0
  var endedEvent = 0
  var retryAt: Int?
  /// R11a: the owner replaced or removed the extension since; what was tried no longer binds.
  var isCleared = false
  let next: Int32
}

/// Extensions and progress of all VMs, as lists threaded through two arrays.
struct ExtensionTable {
  var entries: [InstalledExtension] = []
  var progress: [Progress] = []

  /// A VM's extension of a handler, also one that was removed; nil if it never had one.
  func find(_ handler: Int, from head: Int32) -> Int? {
    var entry = head
    while entry >= 0 {
      if entries[Int(entry)].handler == Int32(handler) { return Int(entry) }
      entry = entries[Int(entry)].next
    }
    return nil
  }

  /// Adds an extension in front of a VM's list and answers the list's new head.
  mutating func add(_ handler: Int, _ version: HandlerVersion, auto: Bool, before head: Int32) -> Int32 {
    entries.append(
      InstalledExtension(handler: Int32(handler), version: version, auto: auto, isPresent: true, next: head))
    return Int32(entries.count - 1)
  }

  /// What a rollout did with an extension; nil before the first attempt.
  func progress(of entry: Int, in rollout: Int) -> Int? {
    var index = entries[entry].progress
    while index >= 0 {
      if progress[Int(index)].rollout == Int32(rollout) { return Int(index) }
      index = progress[Int(index)].next
    }
    return nil
  }

  /// Counts one more attempt.
  mutating func begin(_ entry: Int, in rollout: Int, to target: HandlerVersion) {
    let index: Int
    if let found = progress(of: entry, in: rollout) {
      index = found
    } else {
      progress.append(Progress(rollout: Int32(rollout), target: target, next: entries[entry].progress))
      index = progress.count - 1
      entries[entry].progress = Int32(index)
    }
    progress[index].target = target
    progress[index].attempts += 1
    progress[index].isCleared = false
    progress[index].retryAt = nil
  }

  /// R11a: what was tried no longer binds.
  mutating func clear(_ entry: Int) {
    var index = entries[entry].progress
    while index >= 0 {
      progress[Int(index)].isCleared = true
      progress[Int(index)].attempts = 0
      index = progress[Int(index)].next
    }
  }
}
