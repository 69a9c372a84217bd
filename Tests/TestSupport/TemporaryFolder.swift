import Foundation

/// Folders for tests that write files: all below one folder of this process, which goes when the process ends.
public enum TemporaryFolder {
  private static let root: String = {
    let path = NSTemporaryDirectory() + "rolldeck-tests-\(ProcessInfo.processInfo.processIdentifier)"
    atexit { TemporaryFolder.remove() }
    return path
  }()

  /// A new, empty folder.
  public static func make() throws -> String {
    let path = root + "/\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  private static func remove() { try? FileManager.default.removeItem(atPath: root) }
}
