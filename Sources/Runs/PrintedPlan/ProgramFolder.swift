import Compute
package import Execution
package import Files
package import Graphs

/// A folder with the programs of a plan: `NNN-<stem>.cl`, and its `-D` options in `NNN-<stem>.options`.
package enum ProgramFolder {
  private static let activity = NewFolder.Activity(inProgress: "writing", done: "written")

  /// The name of each kernel's program without an ending.
  package static func stems(of programs: [PlanProgram]) -> [KernelSpecification: String] {
    var stems: [KernelSpecification: String] = [:]
    for (index, program) in programs.enumerated() {
      for kernel in program.kernels { stems[kernel] = stem(index, program) }
    }
    return stems
  }

  private static func stem(_ index: Int, _ program: PlanProgram) -> String {
    let number = "\(index)"
    return String(repeating: "0", count: max(0, 3 - number.count)) + number
      + "-\(program.request.name)"
  }

  /// Writes a new folder, or into an empty one.
  ///
  /// - Throws: `FileError` of kind `cannotCreate` where the folder is not empty.
  package static func write(_ programs: [PlanProgram], to path: String) throws(FileError) {
    let files = programs.enumerated().flatMap { index, program in
      let options = program.request.options.filter { $0.hasPrefix("-D") }
      let stem = stem(index, program)
      return [
        (name: "\(stem).cl", text: program.request.source),
        (name: "\(stem).options", text: options.joined(separator: " ") + "\n"),
      ]
    }
    let folder = try NewFolder(
      path, size: files.reduce(0) { $0 + $1.text.utf8.count }, by: activity, replacing: nil)
    for file in files { try folder.write(file.text, to: file.name) }
    try folder.finish()
  }
}
