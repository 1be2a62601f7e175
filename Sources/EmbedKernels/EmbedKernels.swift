import Foundation
import KernelFiles

/// Writes the Swift file that embeds kernel files; the build runs it through `EmbedKernelsPlugin`:
///
///     EmbedKernels OUTPUT.swift FILE.cl …
@main
struct EmbedKernels {
  static func main() {
    let arguments = CommandLine.arguments
    precondition(arguments.count > 2, "usage: EmbedKernels OUTPUT.swift FILE.cl …")
    do {
      let files = try arguments.dropFirst(2).map { path in
        KernelFile(
          stem: URL(filePath: path).deletingPathExtension().lastPathComponent,
          text: try String(contentsOfFile: path, encoding: .utf8))
      }
      try KernelRegistry(files).swiftSource()
        .write(toFile: arguments[1], atomically: true, encoding: .utf8)
    } catch {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      exit(1)
    }
  }
}
