import Compute
import KernelFiles

/// The programs compiled for a device, and which of them are still to be saved.
final class DevicePrograms {
  let memory: DeviceMemory
  let programs: ProgramCache
  /// Kernel files that replace the embedded ones, for tests.
  let kernels: KernelRegistry?
  private var unsaved: [Program] = []

  init(_ memory: DeviceMemory, cacheDirectory: String?, kernels: KernelRegistry?) {
    self.memory = memory
    self.kernels = kernels
    programs = ProgramCache(directory: cacheDirectory)
  }

  var context: Context { memory.context }

  /// The program of a request, compiled unless it is in memory or on disk.
  func program(for request: ProgramRequest) throws(ComputeError) -> Program {
    try programs.program(for: request, in: context)
  }

  func zeroed(_ byteCount: Int) throws(ComputeError) -> Buffer { try memory.zeroed(byteCount) }

  func finish() throws(ComputeError) { try context.finish() }

  /// Saves a program that has been launched: at once, or on a CPU with `save`.
  ///
  /// Measured on pocl: asking for a binary compiles the program a second time, for work-groups of any
  /// size, which doubled the time to the first step.
  func keep(_ program: Program) {
    switch context.device.description.kind {
    case .cpu: unsaved.append(program)
    case .gpu, .accelerator: programs.save(program)
    }
  }

  /// Saves the programs that are not saved yet, and returns how many were written.
  func save() -> Int {
    defer { unsaved = [] }
    return unsaved.count { programs.save($0) }
  }
}
