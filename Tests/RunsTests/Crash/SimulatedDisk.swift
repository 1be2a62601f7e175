import SystemPackage

/// A folder as recorded calls leave it: what programs see, and what a power cut leaves of it.
///
/// Only what was synchronised is certain to last: the content of a file with the file, the names in a
/// folder with the folder. The system promises no more.
struct SimulatedDisk {
  /// The nodes that names in a folder change to; nil removes a name.
  private typealias Change = [String: Int?]

  private enum Node {
    case file(now: [UInt8], durable: [UInt8])
    case folder(durable: [String: Int], changes: [Change])
    case link(String)
  }

  private struct OpenFile {
    let node: Int
    let appends: Bool
    var offset = 0
  }

  /// The folder to which all paths lead; others are not followed.
  private let root: String
  private var nodes: [Node] = [.folder(durable: [:], changes: [])]
  private var openFiles: [CInt: OpenFile] = [:]

  /// A disk that holds a tree.
  init(_ tree: FileTree, at root: String) {
    self.root = root
    for (path, entry) in tree.entries.sorted(by: { $0.key < $1.key }) {
      switch entry {
      case .file(let bytes): insert(.file(now: bytes, durable: bytes), at: "\(root)/\(path)")
      case .folder: insert(.folder(durable: [:], changes: []), at: "\(root)/\(path)")
      case .link(let target): insert(.link(target), at: "\(root)/\(path)")
      }
    }
    for number in nodes.indices { synchronize(number) }
  }

  /// Repeats a recorded call.
  mutating func apply(_ record: RecordedCalls.Record) {
    switch record {
    case .open(let path, let options, let descriptor):
      guard let node = node(at: path) ?? create(path, options) else { return }
      openFiles[descriptor] = OpenFile(node: node, appends: options.contains(.append))
    case .write(let bytes, let descriptor, let offset):
      write(bytes, descriptor, at: offset)
    case .resize(let descriptor, let size):
      guard let file = openFiles[descriptor] else { return }
      update(file.node) { content in
        content =
          Array(content.prefix(size)) + [UInt8](repeating: 0, count: max(0, size - content.count))
      }
    case .synchronize(let descriptor):
      if let file = openFiles[descriptor] { synchronize(file.node) }
    case .close(let descriptor): openFiles[descriptor] = nil
    case .rename(let path, let target): rename(path, to: target)
    case .createLink(let path, let target): insert(.link(target), at: path)
    case .createFolder(let path): insert(.folder(durable: [:], changes: []), at: path)
    case .remove(let path):
      if let place = place(of: path) { change(place.folder, [place.name: nil]) }
    }
  }

  /// What the disk has after a power cut.
  func tree(after loss: PowerLoss) -> FileTree {
    var tree = FileTree()
    func add(_ number: Int, _ path: String) {
      switch nodes[number] {
      case .file(let now, let durable):
        tree.entries[path] = .file(loss.content(now: now, durable: durable, of: number))
      case .link(let target): tree.entries[path] = .link(target)
      case .folder(let durable, let changes):
        if !path.isEmpty { tree.entries[path] = .folder }
        let kept = changes.prefix(loss.kept(of: changes.count, in: number))
        for (name, child) in Self.names(durable, after: kept) {
          add(child, path.isEmpty ? name : "\(path)/\(name)")
        }
      }
    }
    add(0, "")
    return tree
  }

  private static func names(
    _ durable: [String: Int], after changes: some Sequence<Change>
  ) -> [String: Int] {
    changes.reduce(into: durable) { names, change in
      for (name, node) in change { names[name] = node }
    }
  }

  /// The names that programs see in a folder.
  private func names(in folder: Int) -> [String: Int] {
    guard case .folder(let durable, let changes) = nodes[folder] else { return [:] }
    return Self.names(durable, after: changes)
  }

  private func node(at path: String) -> Int? {
    guard path != root else { return 0 }
    return place(of: path).flatMap { names(in: $0.folder)[$0.name] }
  }

  /// The folder that holds a path, which is below the root, and the last name of it.
  private func place(of path: String) -> (folder: Int, name: String)? {
    guard path.hasPrefix(root + "/") else { return nil }
    let parts = path.dropFirst(root.count + 1).split(separator: "/").map(String.init)
    var folder = 0
    for part in parts.dropLast() {
      guard let next = names(in: folder)[part] else { return nil }
      folder = next
    }
    return parts.last.map { (folder, $0) }
  }

  private mutating func change(_ folder: Int, _ change: Change) {
    guard case .folder(let durable, let changes) = nodes[folder] else {
      preconditionFailure("node \(folder) of the simulated disk is no folder")
    }
    nodes[folder] = .folder(durable: durable, changes: changes + [change])
  }

  private mutating func insert(_ node: Node, at path: String) {
    guard let place = place(of: path) else { return }
    nodes.append(node)
    change(place.folder, [place.name: nodes.count - 1])
  }

  private mutating func create(_ path: String, _ options: FileDescriptor.OpenOptions) -> Int? {
    guard options.contains(.create), place(of: path) != nil else { return nil }
    insert(.file(now: [], durable: []), at: path)
    return nodes.count - 1
  }

  private mutating func rename(_ path: String, to target: String) {
    guard let old = place(of: path), let new = place(of: target), let node = node(at: path) else {
      preconditionFailure("\(path) is moved and is not there")
    }
    precondition(old.folder == new.folder, "\(path) is moved to another folder, \(target)")
    change(old.folder, [old.name: nil, new.name: node])
  }

  private mutating func write(_ bytes: [UInt8], _ descriptor: CInt, at offset: Int?) {
    guard let file = openFiles[descriptor] else { return }
    var end = 0
    update(file.node) { content in
      let start = offset ?? (file.appends ? content.count : file.offset)
      end = start + bytes.count
      if content.count < end {
        content += [UInt8](repeating: 0, count: end - content.count)
      }
      content.replaceSubrange(start..<end, with: bytes)
    }
    if offset == nil { openFiles[descriptor]?.offset = end }
  }

  private mutating func update(_ file: Int, _ body: (inout [UInt8]) -> Void) {
    guard case .file(var now, let durable) = nodes[file] else {
      preconditionFailure("node \(file) of the simulated disk is no file")
    }
    body(&now)
    nodes[file] = .file(now: now, durable: durable)
  }

  private mutating func synchronize(_ number: Int) {
    switch nodes[number] {
    case .file(let now, _): nodes[number] = .file(now: now, durable: now)
    case .folder: nodes[number] = .folder(durable: names(in: number), changes: [])
    case .link: break
    }
  }
}
