import Graphs

/// One of the three operations of a convolution: forward pass, input gradient, filter gradient.
protocol ConvolutionOperation: Operation {
  /// The geometry of inputs, or nil where the shape rule refuses them.
  func geometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry?
}

extension ConvolutionOperation {
  /// The geometry of inputs that have passed the shape rule.
  func checkedGeometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry {
    guard let geometry = geometry(inputs) else {
      preconditionFailure("\(name): \(self) does not fit the inputs \(inputs)")
    }
    return geometry
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { checkedGeometry(inputs).flops }
}
