import Graphs

extension Lowering {
  /// One kernel over tensors of one shape, element by element, whose result may be stored in place of any
  /// input.
  ///
  /// - Parameter scalars: the kernel's arguments after the number of elements.
  static func elementwise(
    _ kernel: KernelSpecification, _ inputs: [TensorSpec],
    scalars: [KernelLaunch.Argument] = [], for device: DeviceTraits
  ) -> Lowering {
    let count = inputs[0].shape.count
    let grid = device.elements(count)
    return Lowering(
      [
        .kernel(
          kernel,
          inputs.indices.map { .input($0) } + [.output(0), .int(Int32(count))] + scalars, on: grid)
      ], inPlace: inputs.indices.map { .init(input: $0, output: 0) })
  }
}
