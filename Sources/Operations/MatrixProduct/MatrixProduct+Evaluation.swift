public import Graphs

extension MatrixProduct {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (rows, columns, depth) = extents(inputs.map(\.spec))
    let (first, second) = (inputs[0].values, inputs[1].values)
    // The innermost loop runs along a row of op(B): a transposed B is turned round once.
    let right =
      transposeSecond ? Self.transposed(second, rows: columns, columns: depth) : second
    var result = [Scalar](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      buffer.initialize(repeating: 0)
      count = rows * columns
    }
    let (rowStep, depthStep) = transposeFirst ? (1, rows) : (depth, 1)
    result.withUnsafeMutableBufferPointer { result in
      first.withUnsafeBufferPointer { first in
        right.withUnsafeBufferPointer { right in
          // Blocks of the inner index keep the rows of op(B) in the cache while all rows use them.
          let block = max(1, 65_536 / columns)
          for start in stride(from: 0, to: depth, by: block) {
            for row in 0..<rows {
              for k in start..<min(start + block, depth) {
                let factor = first[row * rowStep + k * depthStep]
                for column in 0..<columns {
                  result[row * columns + column] += factor * right[k * columns + column]
                }
              }
            }
          }
        }
      }
    }
    finish(&result, inputs, columns: columns)
    return [HostTensor(result, shape: [rows, columns])]
  }

  /// Bias, addend, activation and gate.
  private func finish<Scalar: HostScalar>(
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
