package import Kernels

/// One command for the device's queue.
package enum Launch: Sendable, Hashable {
  case kernel(KernelLaunch)
  /// A matrix product by the device's BLAS library.
  case gemm(LibraryProduct)
}

/// A kernel: its program and its name there. Equal ones are compiled once.
package struct KernelSpecification: Sendable, Hashable, CustomStringConvertible {
  package let source: KernelSource
  package let function: String
  /// `-D` constants.
  package let constants: [String: Int]
  /// Whether `-cl-fast-relaxed-math` is allowed; it may remove tests for NaN.
  package let relaxedMath: Bool

  package init(
    _ source: KernelSource, _ function: String, constants: [String: Int] = [:],
    relaxedMath: Bool = false
  ) {
    self.source = source
    self.function = function
    self.constants = constants
    self.relaxedMath = relaxedMath
  }

  package var description: String {
    ([function] + constants.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: " ")
  }
}

/// A kernel with its arguments and its work-items.
package struct KernelLaunch: Sendable, Hashable {
  /// A tensor is two kernel parameters, base and offset in elements; a scalar is one.
  package enum Argument: Sendable, Hashable {
    case input(Int)
    case output(Int)
    case workspace(Int)
    case int(Int32)
    case float(Float)
  }

  package let kernel: KernelSpecification
  package let arguments: [Argument]
  package let global: [Int]
  package let local: [Int]
  /// Floating-point operations of the launch where its algorithm needs fewer than the operation counts.
  package let executedFlops: Int?

  package init(
    _ kernel: KernelSpecification, _ arguments: [Argument], global: [Int], local: [Int],
    executedFlops: Int? = nil
  ) {
    self.kernel = kernel
    self.arguments = arguments
    self.global = global
    self.local = local
    self.executedFlops = executedFlops
  }
}

/// C = op(A)·op(B) by the device's BLAS library, row-major and dense: op(A) is m × k, op(B) is k × n.
package struct LibraryProduct: Sendable, Hashable {
  package let m: Int
  package let n: Int
  package let k: Int
  package let transposeFirst: Bool
  package let transposeSecond: Bool
  package let first: KernelLaunch.Argument
  package let second: KernelLaunch.Argument
  package let result: KernelLaunch.Argument

  package init(
    m: Int, n: Int, k: Int, transposeFirst: Bool, transposeSecond: Bool,
    first: KernelLaunch.Argument, second: KernelLaunch.Argument, result: KernelLaunch.Argument
  ) {
    self.m = m
    self.n = n
    self.k = k
    self.transposeFirst = transposeFirst
    self.transposeSecond = transposeSecond
    self.first = first
    self.second = second
    self.result = result
  }
}
