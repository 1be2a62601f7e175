/// The text of one OpenCL C file, embedded in the binary.
public struct KernelSource: Sendable, Hashable {
  private struct File: Sendable, Hashable {
    let stem: String
    let text: String
  }

  /// The file's name without its extension; it is unique in the package.
  public let stem: String
  /// OpenCL C, after the files that it needs, each of them once.
  public let text: String
  private let files: [File]

  package init(stem: String, bytes: [UInt8], including needed: [KernelSource] = []) {
    var files: [File] = []
    for file in needed.flatMap(\.files) where !files.contains(file) { files.append(file) }
    files.append(File(stem: stem, text: String(decoding: bytes, as: UTF8.self)))
    self.stem = stem
    self.files = files
    text = files.map(\.text).joined(separator: "\n")
  }
}
