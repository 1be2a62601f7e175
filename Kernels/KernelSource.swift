package import KernelFiles

/// The text of one OpenCL C file, embedded in the binary.
///
/// There is a member for each `.cl` file, such as `activate` for `Activate.cl`. The build makes them:
/// `EmbedKernels` reads the files, and `KernelFile` says how they name what they need.
package struct KernelSource: Sendable, Hashable {
  /// The file's name without its extension; it is unique in the package.
  package let stem: String
  /// OpenCL C, after the files that it needs, each of them once.
  package let text: String
  /// The files of `text`, in their order.
  package let files: [KernelFile]

  package init(stem: String, including needed: [KernelSource] = [], text: String) {
    var files: [KernelFile] = []
    for file in needed.flatMap(\.files) where !files.contains(file) { files.append(file) }
    files.append(KernelFile(stem: stem, text: text))
    self.stem = stem
    self.files = files
    self.text = files.map(\.text).joined(separator: "\n")
  }
}
