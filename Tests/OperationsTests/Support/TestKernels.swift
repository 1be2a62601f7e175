import Foundation
import KernelFiles

/// The kernels that tests compile in place of the embedded ones.
enum TestKernels {
  /// The `.cl` files in the folder `CONTINUUM_TEST_KERNELS`, such as `Kernels`; nil, and the embedded
  /// ones, without it.
  ///
  /// An edited kernel can so be tested without a build.
  static let registry: KernelRegistry? = {
    let variable = "CONTINUUM_TEST_KERNELS"
    guard let folder = ProcessInfo.processInfo.environment[variable] else { return nil }
    do {
      let registry = try read(folder)
      precondition(!registry.stems.isEmpty, "\(variable): there are no .cl files in '\(folder)'")
      return registry
    } catch {
      preconditionFailure("\(variable): \(error)")
    }
  }()

  /// - Throws: `KernelFileError`, or what reading the folder or a file throws.
  static func read(_ folder: String) throws -> KernelRegistry {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return try KernelRegistry(
      paths.filter { $0.hasSuffix(".cl") }.map { path in
        let file = URL(filePath: folder).appending(path: path)
        return KernelFile(
          stem: file.deletingPathExtension().lastPathComponent,
          text: try String(contentsOf: file, encoding: .utf8))
      })
  }
}
