import Graphs
import Kernels

/// result = Σ coefficients[i] · input[i], all of one shape: enough to describe any linear graph.
struct LinearCombination: Operation {
  let coefficients: [Double]
  var mayOverwrite = false

  var name: String { "linearCombination" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == coefficients.count, Set(inputs).count == 1 else {
      throw ShapeError(name, inputs, expected: "\(coefficients.count) tensors of one shape")
    }
    return [inputs[0]]
  }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    coefficients.map { coefficient in
      upstream[0].map { LinearCombination(coefficients: [coefficient])($0) }
    }
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering(
      [], workspace: coefficients.count > 2 ? [4096] : [],
      inPlace: mayOverwrite ? [.init(input: 0, output: 0)] : [])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let values = inputs[0].values.indices.map { element in
      zip(coefficients, inputs).reduce(Scalar(0)) { $0 + Scalar($1.0) * $1.1.values[element] }
    }
    return [HostTensor(values, shape: inputs[0].shape)]
  }
}

/// y = factor · x², element by element.
struct Square: Operation {
  var factor = 1.0

  var name: String { "square" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { inputs }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { Product()(LinearCombination(coefficients: [2 * factor])(inputs[0]), $0) }]
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering { Lowering([]) }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    [HostTensor(inputs[0].values.map { Scalar(factor) * $0 * $0 }, shape: inputs[0].shape)]
  }
}

/// The element-wise product of two tensors.
struct Product: Operation {
  var name: String { "product" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { [inputs[0]] }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [
      upstream[0].map { Product()($0, inputs[1]) }, upstream[0].map { Product()($0, inputs[0]) },
    ]
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering { Lowering([]) }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    [HostTensor(zip(inputs[0].values, inputs[1].values).map(*), shape: inputs[0].shape)]
  }
}

/// The same values in the same memory.
struct Renamed: Operation {
  var name: String { "renamed" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { inputs }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { upstream }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([], aliases: [.init(input: 0, output: 0)])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    inputs
  }
}

let addition = LinearCombination(coefficients: [1, 1])

/// The value of a tensor whose only leaves are constants.
func value(of tensor: Tensor) -> [Double] {
  var values: [Tensor: HostTensor<Double>] = [:]
  for node in Node.ordered(from: [tensor]) {
    switch node.kind {
    case .constant(let constant):
      values[Tensor(node: node)] = HostTensor(
        constant.map(Double.init), shape: node.outputs[0].shape)
    case .operation(let operation):
      let results = operation.evaluate(node.inputs.compactMap { values[$0] })
      for (index, result) in results.enumerated() {
        values[Tensor(node: node, index: index)] = result
      }
    case .input, .variable: preconditionFailure("only constants have a value")
    }
  }
  return values[tensor]?.values ?? []
}

/// a − b, and where `withSquare` also a².
struct Difference: Operation {
  var withSquare = false

  var name: String { "difference" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    withSquare ? inputs : [inputs[0]]
  }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { [nil, nil] }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering { Lowering([]) }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let difference = zip(inputs[0].values, inputs[1].values).map { $0 - $1 }
    let square = inputs[0].values.map { $0 * $0 }
    return (withSquare ? [difference, square] : [difference]).map {
      HostTensor($0, shape: inputs[0].shape)
    }
  }
}

/// y = 2·x, or 2·x² where `ofSquare`.
struct Doubled: Operation {
  var ofSquare = false

  var name: String { "doubled" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { inputs }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { [nil] }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering { Lowering([]) }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    let values = inputs[0].values.map { 2 * (ofSquare ? $0 * $0 : $0) }
    return [HostTensor(values, shape: inputs[0].shape)]
  }
}
