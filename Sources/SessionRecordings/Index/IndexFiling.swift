import Glibc
import Synchronization

/// Writes an index beside what else is done. Whoever leaves ends it, and waits until it left nothing behind.
public final class IndexFiling: Sendable {
  private let isCancelled = Atomic(false)
  private let thread: Mutex<pthread_t?> = Mutex(nil)

  private final class Work: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Begins to write.
  public init(_ index: RecordingIndex, _ timeline: Timeline, with extra: some Encodable & Sendable) {
    let work = Work { [weak self] in
      index.write(timeline, with: extra) { self?.isCancelled.load(ordering: .relaxed) ?? true }
    }
    let given = Unmanaged.passRetained(work)
    thread.withLock { thread in
      var new = pthread_t()
      let started = pthread_create(
        &new, nil,
        { work in
          Unmanaged<Work>.fromOpaque(work!).takeRetainedValue().run()
          return nil
        }, given.toOpaque())
      // An index is disposable: without a thread there is none, and the work goes with it.
      if started == 0 { thread = new } else { given.release() }
    }
  }

  /// Ends it, whether or not it is done.
  public func end() {
    isCancelled.store(true, ordering: .relaxed)
    thread.withLock { thread in
      if let running = thread { pthread_join(running, nil) }
      thread = nil
    }
  }
}
