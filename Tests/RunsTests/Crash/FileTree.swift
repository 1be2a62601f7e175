import Foundation

/// Files, folders and links by their paths below a folder.
struct FileTree: Hashable, Sendable {
  enum Entry: Hashable, Sendable {
    case file([UInt8])
    case folder
    case link(String)
  }

  var entries: [String: Entry] = [:]

  init() {}

  /// What is in a folder.
  init(of root: String) throws {
    let manager = FileManager.default
    for path in try manager.subpathsOfDirectory(atPath: root) {
      let place = "\(root)/\(path)"
      switch try manager.attributesOfItem(atPath: place)[.type] as? FileAttributeType {
      case .typeDirectory: entries[path] = .folder
      case .typeSymbolicLink:
        entries[path] = .link(try manager.destinationOfSymbolicLink(atPath: place))
      default:
        entries[path] = .file([UInt8](try Data(contentsOf: URL(fileURLWithPath: place))))
      }
    }
  }

  /// Makes a folder with these entries, where there must be none yet.
  func write(to root: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: root, withIntermediateDirectories: true)
    // A folder comes before what is in it.
    for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let place = "\(root)/\(path)"
      switch entry {
      case .file(let bytes): try Data(bytes).write(to: URL(fileURLWithPath: place))
      case .folder: try manager.createDirectory(atPath: place, withIntermediateDirectories: false)
      case .link(let target):
        try manager.createSymbolicLink(atPath: place, withDestinationPath: target)
      }
    }
  }
}
