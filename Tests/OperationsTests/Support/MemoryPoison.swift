import Compute
import Execution

/// Puts NaN wherever an earlier launch could have left something: into an executor's intermediate
/// values and into the private memory of the device's threads.
///
/// A kernel that reads what it has not written then fails its test every time, and not only where
/// the memory happened to hold a NaN.
final class MemoryPoison {
  /// Enough that no thread of a CPU device is left out.
  private static let items = 64

  /// Oclgrind reports such reads of private memory itself, and takes long to write so much of it.
  private let seesItself: Bool
  private let context: Context
  private let kernel: Kernel
  private let result: Buffer

  init(on device: Device) throws {
    seesItself = device.description.name.hasPrefix("Oclgrind")
    context = try Context(device)
    // More than any kernel's arrays take; a GPU's threads have little memory of their own.
    let bytesPerItem = device.description.kind == .cpu ? 1 << 20 : 1 << 12
    let request = ProgramRequest(
      source: """
        __kernel __attribute__((reqd_work_group_size(1, 1, 1)))
        void leave(__global float *result) {
          volatile float left[COUNT];
          for (int i = 0; i < COUNT; ++i) left[i] = NAN;
          result[get_global_id(0)] = left[get_global_id(0)];
        }
        """,
      options: ["-DCOUNT=\(bytesPerItem / 4)"], kernelNames: ["leave"], name: "poison")
    kernel = try ProgramCache(directory: nil).program(for: request, in: context).makeKernel(
      named: "leave")
    result = try context.makeBuffer(byteCount: 4 * Self.items)
    try kernel.set(argument: 0, buffer: result)
  }

  func fill(_ executor: OpenCLExecutor) throws {
    try executor.overwriteArena(with: .nan)
    if seesItself { return }
    try context.enqueue(kernel, global: [Self.items], local: [1], label: "poison")
    try context.finish()
  }
}
