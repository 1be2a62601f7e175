import Foundation
import PackagePlugin

/// Runs `EmbedKernels` on all `.cl` files of a target whenever one of them has changed.
@main
struct EmbedKernelsPlugin: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let module = target.sourceModule else { return [] }
    let files = module.sourceFiles(withSuffix: ".cl").map(\.url)
    let output = context.pluginWorkDirectoryURL.appending(path: "KernelSource+Files.swift")
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) kernel files",
        executable: try context.tool(named: "EmbedKernels").url,
        arguments: [output.path(percentEncoded: false)]
          + files.map { $0.path(percentEncoded: false) },
        inputFiles: files, outputFiles: [output])
    ]
  }
}
