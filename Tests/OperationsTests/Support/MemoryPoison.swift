import Compute
import Execution

/// Fills memory that earlier launches may have written with NaN: an executor's arena and the private
/// memory of the device's threads.
///
/// A kernel that reads memory before it writes it then always fails its test, not only when stale values
/// happen to differ.
final class MemoryPoison {
  /// Enough work-items to reach every thread of a CPU device.
  private static let items = 64

  /// Oclgrind reports such reads of private memory itself, and writes so much of it slowly.
  private let skipsPrivateMemory: Bool
  private let context: Context
  private let kernel: Kernel
  private let result: Buffer

  init(on device: Device) throws {
    skipsPrivateMemory = device.description.name.hasPrefix("Oclgrind")
    context = try Context(device)
    // More than any kernel's private arrays; a GPU's threads have little private memory.
    let bytesPerItem = device.description.kind == .cpu ? 1 << 20 : 1 << 12
    let request = ProgramRequest(
      source: """
        __kernel __attribute__((reqd_work_group_size(1, 1, 1)))
        void poison(__global float *result) {
          volatile float values[COUNT];
          for (int i = 0; i < COUNT; ++i) values[i] = NAN;
          result[get_global_id(0)] = values[get_global_id(0)];
        }
        """,
      options: ["-DCOUNT=\(bytesPerItem / 4)"], kernelNames: ["poison"], name: "poison")
    kernel = try ProgramCache(directory: nil).program(for: request, in: context).makeKernel(
      named: "poison")
    result = try context.makeBuffer(byteCount: 4 * Self.items)
    try kernel.set(argument: 0, buffer: result)
  }

  /// Fills an executor's arena and its device's private memory.
  func fill(_ executor: OpenCLExecutor) throws {
    try executor.overwriteArena(with: .nan)
    if skipsPrivateMemory { return }
    try context.enqueue(kernel, global: [Self.items], local: [1], label: "poison")
    try context.finish()
  }
}
