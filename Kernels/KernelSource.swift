/// The text of one OpenCL C file, embedded in the binary.
public struct KernelSource: Sendable, Hashable {
  /// The file's name without its extension; it is unique in the package.
  public let stem: String
  /// OpenCL C, with the files that it includes in front.
  public let text: String

  package init(stem: String, bytes: [UInt8], including parts: [KernelSource] = []) {
    self.stem = stem
    self.text = (parts.map(\.text) + [String(decoding: bytes, as: UTF8.self)]).joined(
      separator: "\n")
  }
}

// One line per kernel file: its Swift name and the shared parts it needs.
extension KernelSource {
  package static let prelude = KernelSource(stem: "Prelude", bytes: PackageResources.Prelude_cl)
  package static let activation = KernelSource(
    stem: "Activation", bytes: PackageResources.Activation_cl)
  package static let activate = KernelSource(
    stem: "Activate", bytes: PackageResources.Activate_cl, including: [activation])
}
