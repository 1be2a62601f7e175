extension Graph {
  /// The tensors that a plan for a device stores as float16: none unless the precision is `half`.
  ///
  /// A tensor is stored as float16 if the operation that computes it can store it and all its readers can
  /// load it. Input and output of a change of shape share memory, so both are float16 or neither is.
  /// Outputs, values assigned to variables and leaves stay float32.
  package func halfTensors(for device: DeviceTraits) -> Set<Tensor> {
    guard device.precision == .half, device.family == .gpu else { return [] }
    let kept = Set(outputs.map(\.tensor) + assignments.map(\.value))
    var able: [Node: HalfOperands] = [:]
    var aliases: [Node: [Lowering.Sharing]] = [:]
    var half: Set<Tensor> = []
    for node in nodes {
      guard let operation = node.operation else { continue }
      let inputs = node.inputs.map(\.spec)
      if let storable = operation as? any HalfStorable {
        able[node] = storable.halfOperands(inputs, for: device)
      } else {
        aliases[node] = operation.lower(inputs, for: device, tuning: TuningRecord()).aliases
      }
      let candidates = Array(able[node]?.outputs ?? []) + (aliases[node] ?? []).map(\.output)
      for output in candidates where node.outputs[output].elementType == .float32 {
        half.insert(Tensor(node: node, index: output))
      }
    }
    half.subtract(kept)

    /// Whether a node can read its input number `operand` in half precision, by what is known so far.
    func canRead(_ node: Node, _ operand: Int) -> Bool {
      if let able = able[node] { return able.inputs.contains(operand) }
      return (aliases[node] ?? []).contains {
        $0.input == operand && half.contains(Tensor(node: node, index: $0.output))
      }
    }
    // A tensor that is removed may remove others, up or down a chain of changes of shape.
    var before = half.count + 1
    while half.count < before {
      before = half.count
      for node in nodes {
        for (operand, input) in node.inputs.enumerated()
        where half.contains(input) && !canRead(node, operand) {
          half.remove(input)
        }
        for alias in aliases[node] ?? [] where !half.contains(node.inputs[alias.input]) {
          half.remove(Tensor(node: node, index: alias.output))
        }
      }
    }
    return half
  }
}
