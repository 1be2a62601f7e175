extension Plan: CustomStringConvertible {
  /// One line per step with its algorithm, if it has several, and its launches, then the totals; the
  /// last line is `launches: N`.
  public var description: String { description(explained: false) }

  /// The description; `explained`, each step's line is followed by one for every algorithm that was
  /// passed over, with the reason.
  public func description(explained: Bool) -> String {
    func storage(_ index: Int) -> String {
      switch values[index].storage {
      case .arena(let offset): "@\(offset)"
      case .input(let name): name
      case .variable(let name): name
      case .constant: "constant"
      }
    }
    var lines = steps.enumerated().flatMap { number, step in
      let inputs = step.inputs.map(storage).joined(separator: ", ")
      let outputs = step.outputs.map { "\(values[$0].spec)\(storage($0))" }
      let kernels = step.launches.map { launch in
        switch launch {
        case .kernel(let kernel): "\(kernel.kernel.function)\(kernel.global)"
        case .gemm(let product): "gemm[\(product.m), \(product.n), \(product.k)]"
        }
      }
      let algorithm = step.algorithm.map { "\($0.name): " } ?? ""
      let line =
        "\(number): \(step.operation.name)(\(inputs)) -> \(outputs.joined(separator: ", "))  "
        + "\(algorithm)\(kernels.joined(separator: " "))  \(step.label)"
      let passedOver = explained ? step.algorithm?.passedOver ?? [] : []
      return [line] + passedOver.map { "  not by \($0.name): \($0.reason)" }
    }
    lines += copies.map { "copy \(storage($0.value)) -> \($0.variable)" }
    lines.append(
      "\(steps.count) steps, \(kernels.count) kernels, arena \(arenaBytes) bytes, "
        + "\(flops) floating-point operations, \(bytesMoved) bytes moved")
    lines.append("launches: \(launchCount)")
    return lines.joined(separator: "\n")
  }
}
