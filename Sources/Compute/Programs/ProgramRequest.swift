import Basics

/// A program to be compiled: its text, its options, and the kernels that it must have.
package struct ProgramRequest: Sendable, Hashable {
  /// The stem of the kernel file, for messages.
  package var name: String
  /// The whole OpenCL C text.
  package var source: String
  /// Compiler options, each one word, such as `-DWIDTH=32`.
  package var options: [String]
  /// The kernels that the program must have.
  package var kernelNames: [String]

  package init(source: String, options: [String] = [], kernelNames: [String], name: String) {
    self.name = name
    self.source = source
    self.options = options
    self.kernelNames = kernelNames
  }

  /// The stem with the kernels in brackets, for messages.
  var title: String { "\(name) (\(kernelNames.joined(separator: ", ")))" }

  var optionLine: String { options.joined(separator: " ") }

  /// A hash of everything that a compiled binary depends on, the same in every process.
  func key(for device: DeviceDescription, formatVersion: Int) -> StableHash {
    var hash = StableHash()
    hash.combine("\(formatVersion)")
    hash.combine(device.platformName)
    hash.combine(device.platformVersion)
    hash.combine(device.name)
    hash.combine(device.driverVersion)
    for option in options { hash.combine(option) }
    hash.combine(source)
    return hash
  }
}
