import Compute
import Graphs

/// Where a plan's values are stored: its inputs and constants in memory of its own, everything else in
/// the memory that plans share.
final class PlanMemory {
  /// Where a tensor is stored on the device.
  struct Place {
    let buffer: Buffer
    let byteOffset: Int
    /// Of the tensor's own element type.
    var bytesPerElement = 4

    var elementOffset: Int { byteOffset / bytesPerElement }
  }

  let plan: Plan
  let shared: DeviceMemory
  /// All inputs, which one write fills.
  let inputBuffer: Buffer
  let inputBytes: Int
  let inputs: [String: Place]
  private let constants: [Buffer]

  init(_ plan: Plan, in shared: DeviceMemory) throws(ComputeError) {
    self.plan = plan
    self.shared = shared
    var places: [(name: String, byteOffset: Int, bytesPerElement: Int)] = []
    var end = 0
    for (name, spec) in plan.inputs.sorted(by: { $0.key < $1.key }) {
      places.append((name, end, spec.elementType.byteCount))
      end += DeviceMemory.rounded(spec.byteCount)
    }
    let buffer = try shared.zeroed(end)
    inputBytes = end
    inputBuffer = buffer
    inputs = Dictionary(
      uniqueKeysWithValues: places.map {
        (
          $0.name,
          Place(buffer: buffer, byteOffset: $0.byteOffset, bytesPerElement: $0.bytesPerElement)
        )
      })
    var constants: [Buffer] = []
    for values in plan.constants {
      let buffer = try shared.zeroed(4 * values.count)
      try shared.write(values, to: buffer)
      constants.append(buffer)
    }
    self.constants = constants
  }

  /// Where one of the plan's values is stored.
  func place(of value: Int) -> Place {
    let value = plan.values[value]
    switch value.storage {
    case .arena(let offset):
      return Place(
        buffer: shared.arena, byteOffset: offset, bytesPerElement: value.spec.elementType.byteCount)
    case .input(let name):
      guard let place = inputs[name] else { preconditionFailure("the plan has no input \(name)") }
      return place
    case .variable(let name): return Place(buffer: shared.variable(name), byteOffset: 0)
    case .constant(let number): return Place(buffer: constants[number], byteOffset: 0)
    }
  }

  /// Where a launch of `step` finds an operand.
  func place(of argument: KernelLaunch.Argument, in step: Plan.Step) -> Place {
    switch argument {
    case .input(let index): place(of: step.inputs[index])
    case .output(let index): place(of: step.outputs[index])
    case .workspace(let index):
      Place(buffer: shared.arena, byteOffset: step.workspace[index])
    case .int, .float:
      preconditionFailure("\(step.label) (\(step.operation.name)): a number has no place in memory")
    }
  }
}
