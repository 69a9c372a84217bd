import Glibc

/// A program run to its end, and what it took.
struct ChildRun {
  let output: String
  let status: Int32
  let cpu: Double
  let wall: Double
  let peakMiB: Double

  /// What cannot be run.
  enum Failure: Error { case notStarted(String, code: Int32) }

  /// Runs a program with its standard output, and with `quietly` its complaints, caught in `scratch`.
  init(_ arguments: [String], scratch: String, quietly: Bool = false) throws(Failure) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, scratch, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    if quietly { posix_spawn_file_actions_adddup2(&actions, 1, 2) }
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let start = Self.seconds
    let code = posix_spawnp(&child, arguments[0], &actions, nil, &words, environ)
    guard code == 0 else { throw .notStarted(arguments[0], code: code) }
    var ended: Int32 = 0
    var usage = rusage()
    while wait4(child, &ended, 0, &usage) < 0, errno == EINTR {}
    wall = Self.seconds - start
    status = ended
    cpu = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    peakMiB = Double(usage.ru_maxrss) / 1024
    let bytes = (try? FileBytes.read(scratch, limit: Self.outputLimit)) ?? []
    output = String(decoding: bytes, as: UTF8.self)
  }

  /// A result is a few lines; so is what a compiler complains of, mostly.
  private static let outputLimit = 1_000_000

  private static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
