/// Inputs and outputs of an operation, by index, that are or may be stored in half precision.
package struct HalfOperands: Sendable, Hashable {
  package let inputs: Set<Int>
  package let outputs: Set<Int>

  package init(inputs: Set<Int> = [], outputs: Set<Int> = []) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Those of a node whose tensors are among `tensors`.
  init(of node: Node, in tensors: Set<Tensor>) {
    self.init(
      inputs: Set(node.inputs.indices.filter { tensors.contains(node.inputs[$0]) }),
      outputs: Set(
        node.outputs.indices.filter { tensors.contains(Tensor(node: node, index: $0)) }))
  }

  package var isEmpty: Bool { inputs.isEmpty && outputs.isEmpty }

  /// Whether a kernel's argument is one of them; scratch memory and numbers never are.
  package func contains(_ argument: KernelLaunch.Argument) -> Bool {
    switch argument {
    case .input(let index): inputs.contains(index)
    case .output(let index): outputs.contains(index)
    case .workspace, .int, .float: false
    }
  }
}

/// An operation whose kernels of the GPU family can load and store some of its tensors in half
/// precision: they convert after loading and before storing, and compute in float32.
package protocol HalfStorable: Operation {
  /// The inputs and outputs that may be stored in half precision, each independently, on a device of the
  /// GPU family.
  func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands

  /// The launches if these inputs and outputs are stored in half precision; the element types of
  /// `inputs` are those of the graph.
  func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering
}

extension HalfStorable {
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    lower(inputs, half: HalfOperands(), for: device, tuning: tuning)
  }
}
