package import Compute
package import Graphs
package import KernelFiles
import Kernels

/// A program of a plan: all kernels of equal text and constants.
package struct PlanProgram: Sendable {
  package let kernels: [KernelSpecification]
  package let request: ProgramRequest
}

extension Plan {
  /// The programs to compile, in the order in which they are first launched.
  ///
  /// - Parameter registry: kernel files that replace the embedded ones.
  package func programs(from registry: KernelRegistry? = nil) -> [PlanProgram] {
    var kernelsByKey: [ProgramKey: [KernelSpecification]] = [:]
    var order: [ProgramKey] = []
    for kernel in kernels {
      let key = ProgramKey(kernel)
      if kernelsByKey[key] == nil { order.append(key) }
      kernelsByKey[key, default: []].append(kernel)
    }
    return order.map { key in
      let kernels = kernelsByKey[key, default: []]
      return PlanProgram(
        kernels: kernels, request: key.request(kernels, device: device, from: registry))
    }
  }
}

/// What two kernels must share to be compiled together.
private struct ProgramKey: Hashable {
  let source: KernelSource
  let constants: [String: Int]
  let relaxedMath: Bool

  init(_ kernel: KernelSpecification) {
    source = kernel.source
    constants = kernel.constants
    relaxedMath = kernel.relaxedMath
  }

  func request(
    _ kernels: [KernelSpecification], device: DeviceTraits, from registry: KernelRegistry?
  ) -> ProgramRequest {
    let all = device.constants.merging(constants) { $1 }
    let options =
      all.sorted { $0.key < $1.key }.map { "-D\($0.key)=\($0.value)" }
      + (relaxedMath ? ["-cl-fast-relaxed-math"] : [])
      + (device.optimizesKernels ? [] : ["-cl-opt-disable"])
    return ProgramRequest(
      source: source.program(from: registry), options: options,
      kernelNames: kernels.map(\.function), name: source.stem)
  }
}
