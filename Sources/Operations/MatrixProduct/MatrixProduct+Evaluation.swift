public import Graphs

extension MatrixProduct {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let extents = extents(inputs.map(\.spec))
    let (m, n, k) = (extents.m, extents.n, extents.k)
    let (first, second) = (inputs[0].values, inputs[1].values)
    // The innermost loop runs along a row of op(B), so a stored Bᵀ is transposed once.
    let right =
      transposeSecond ? Self.transposed(second, rows: n, columns: k) : second
    var result = [Scalar](unsafeUninitializedCapacity: m * n) { buffer, count in
      buffer.initialize(repeating: 0)
      count = m * n
    }
    let (rowStep, kStep) = transposeFirst ? (1, m) : (k, 1)
    result.withUnsafeMutableBufferPointer { result in
      first.withUnsafeBufferPointer { first in
        right.withUnsafeBufferPointer { right in
          // A block of K whose rows of op(B) stay in the cache while every row of A uses them.
          let block = max(1, 65_536 / n)
          for start in stride(from: 0, to: k, by: block) {
            for row in 0..<m {
              for at in start..<min(start + block, k) {
                let factor = first[row * rowStep + at * kStep]
                for column in 0..<n {
                  result[row * n + column] += factor * right[at * n + column]
                }
              }
            }
          }
        }
      }
    }
    applyEpilogue(&result, inputs, columns: n)
    return [HostTensor(result, shape: [m, n])]
  }

  /// Bias, addend, activation and gate.
  private func applyEpilogue<Scalar: HostScalar>(
    _ result: inout [Scalar], _ inputs: [HostTensor<Scalar>], columns: Int
  ) {
    if hasBias {
      let bias = inputs[2].values
      for index in result.indices { result[index] += bias[index % columns] }
    }
    if hasAddend {
      let addend = inputs[hasBias ? 3 : 2].values
      for index in result.indices { result[index] += addend[index] }
    }
    if let gate {
      let outputs = inputs[inputs.count - 1].values
      for index in result.indices { result[index] *= gate.derivative(atOutput: outputs[index]) }
    } else if activation != .identity {
      for index in result.indices { result[index] = activation(result[index]) }
    }
  }

  private static func transposed<Scalar: HostScalar>(
    _ values: [Scalar], rows: Int, columns: Int
  ) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      for row in 0..<rows {
        for column in 0..<columns {
          buffer.initializeElement(at: column * rows + row, to: values[row * columns + column])
        }
      }
      count = rows * columns
    }
  }
}
