import Graphs

import class Foundation.ProcessInfo

/// The largest case that is tested, from `CONTINUUM_TEST_WORK`, for slow devices such as simulators; any
/// size without it.
enum TestLimit {
  private static let work: Int? = {
    guard let text = ProcessInfo.processInfo.environment["CONTINUUM_TEST_WORK"] else { return nil }
    guard let limit = Int(text) else {
      preconditionFailure("CONTINUUM_TEST_WORK must be a number of operations, not '\(text)'")
    }
    return limit
  }()

  /// Counts floating-point operations and the elements of the inputs.
  static func allows(_ operation: some Operation, _ inputs: [TensorSpec]) -> Bool {
    allows(operation.flops(inputs) + inputs.reduce(0) { $0 + $1.shape.count })
  }

  /// Counts the elements of a graph's inputs.
  static func allows(_ inputs: [String: HostTensor<Double>]) -> Bool {
    allows(inputs.values.reduce(0) { $0 + $1.spec.shape.count })
  }

  static func allows(_ amount: Int) -> Bool {
    work.map { amount <= $0 } ?? true
  }
}
