import Foundation

/// The files below `/proc` and `/sys`, in which the kernel says what a process is and may.
struct SystemFiles {
  /// The folder with `proc` and `sys`; empty is the file system's root.
  let root: String

  func lines(_ path: String) -> [Substring] { text(path).split(separator: "\n") }

  /// The content of a file, which has no size before it is read; empty where there is none.
  func text(_ path: String) -> String {
    let file = open(root + path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(file, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
