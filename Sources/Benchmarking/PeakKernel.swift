import Compute
import Devices
import Execution
import Graphs
import Kernels
import Runs

/// One of the kernels that show what a device can do at best, ready to be timed.
struct PeakKernel {
  let traits: DeviceTraits
  let context: Context
  let kernel: Kernel
  private let name: String
  private let program: Program
  private let programs: ProgramCache

  /// - Parameters:
  ///   - name: the kernel's name in `source`.
  ///   - vectorWidth: floats of a vector on a CPU; nil for the device's own width.
  init(
    _ name: String, of source: KernelSource, on device: Device, vectorWidth: Int?,
    _ cache: CacheDirectory
  ) throws(ComputeError) {
    self.name = name
    traits = DeviceTraits(device.description, vectorWidth: vectorWidth)
    context = try Context(device)
    programs = ProgramCache(directory: cache.kernels)
    let options = traits.constants.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" }
    program = try programs.program(
      for: ProgramRequest(
        source: source.program(), options: options,
        kernelNames: [name], name: source.stem), in: context)
    kernel = try program.makeKernel(named: name)
  }

  /// Work-items of a work-group.
  var local: Int { traits.family == .cpu ? 1 : min(256, traits.maximumWorkGroupSize) }

  /// The time of one launch with the arguments that the kernel holds.
  func seconds(items: Int) throws(ComputeError) -> Double {
    let start = ContinuousClock.now
    try context.enqueue(kernel, global: [items], local: [local], label: name)
    try context.finish()
    return (ContinuousClock.now - start).seconds
  }

  /// Keeps what was compiled; after a launch, because some drivers finish compiling only then.
  func save() { programs.save(program) }
}
