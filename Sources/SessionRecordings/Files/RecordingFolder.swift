import FleetFiles
import Glibc

/// The folder that recordings are kept in, one file each, and the files of large fleets beside them.
public struct RecordingFolder {
  /// Where it is.
  public let path: String
  let calls: any FileCalls

  /// A folder; it is made when the first recording is.
  public init(path: String, calls: any FileCalls = SystemCalls()) {
    self.path = path
    self.calls = calls
  }

  /// The folder of the person: `$XDG_STATE_HOME/rolldeck/recordings`, else below `$HOME/.local/state`.
  public static var standard: RecordingFolder { RecordingFolder(path: StateHome.path + "/recordings") }

  /// What the file of a recording ends with.
  public static let suffix = ".rec.jsonl"

  /// Whether a recording may be called so: letters, digits, point, underscore and hyphen, 1 to 100 of them. Such a name
  /// can lead nowhere but into the folder.
  public static func isName(_ name: String) -> Bool {
    (1...100).contains(name.utf8.count)
      && name.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == UInt8(ascii: ".")
          || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
  }

  /// The file of a recording in the folder.
  public func file(of name: String) throws(RecordingFailure) -> String {
    guard Self.isName(name) else { throw .badName(name) }
    return path + "/" + name + Self.suffix
  }

  /// The file that a person means: a name in the folder, or a path to a file that somebody sent.
  public func locate(_ name: String) throws(RecordingFailure) -> String {
    if name.contains("/") || name.hasSuffix(Self.suffix) { return name }
    return try file(of: name)
  }

  /// Names of the recordings in the folder, sorted; empty if there is no folder.
  public func names() -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(Self.suffix) else { continue }
      let stem = String(name.dropLast(Self.suffix.count))
      if Self.isName(stem) { names.append(stem) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Makes the folder and those above it, for nobody but their owner.
  func make() throws(RecordingFailure) {
    // To ask is much less work for the kernel than to fail to make what is there.
    if access(path, F_OK) == 0 || mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    var at = ""
    for part in path.split(separator: "/") {
      at += at.isEmpty && !path.hasPrefix("/") ? "" : "/"
      at += String(part)
      if mkdir(at, 0o700) != 0 && errno != EEXIST { throw .cannotWrite(at, SystemFailure(-Int(errno))) }
    }
  }
}

/// Why a recording cannot be used.
public enum RecordingFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// Not a name that a recording may have.
  case badName(String)
  /// A recording of that name exists.
  case exists(String)
  /// Another process writes it.
  case inUse(String)
  /// The system does not let it be read.
  case cannotRead(String, SystemFailure)
  /// The system does not let it be written.
  case cannotWrite(String, SystemFailure)
  /// It is no regular file, or too large.
  case notAFile(String, String)
  /// What is in it is not a recording.
  case fault(String, JournalFault)
  /// The fleet it was made with is not at hand or is not that fleet.
  case fleet(String, String)

  /// A line for the person, safe to print whatever the names hold.
  public var description: String {
    switch self {
    case .badName(let name):
      "\(JSONText.excerpt(name)) is not a name for a recording; use 1 to 100 letters, digits, points, underscores and hyphens"
    case .exists(let name): "a recording called \(name) exists already; choose another name"
    case .inUse(let file): "\(Self.shown(file)) is being written by another process"
    case .cannotRead(let file, let why), .cannotWrite(let file, let why): "\(Self.shown(file)): \(why)"
    case .notAFile(let file, let why): "\(Self.shown(file)): \(why)"
    case .fault(let file, let fault): "\(Self.shown(file)): \(fault)"
    case .fleet(let file, let why): "\(Self.shown(file)): the fleet: \(why)"
    }
  }

  private static func shown(_ file: String) -> String {
    let quoted = JSONText.quoted(file)
    return quoted.dropFirst().dropLast() == file ? file : quoted
  }
}
