public import Kernels

/// One command for the device's queue.
public enum Launch: Sendable, Hashable {
  case kernel(KernelLaunch)
  /// A matrix product by the device's BLAS library.
  case gemm(LibraryProduct)
}

/// A kernel: its program and its name there. Equal ones are compiled once.
public struct KernelSpecification: Sendable, Hashable, CustomStringConvertible {
  public let source: KernelSource
  public let function: String
  /// `-D` constants.
  public let constants: [String: Int]
  /// Whether `-cl-fast-relaxed-math` is allowed; it may remove tests for NaN.
  public let relaxedMath: Bool

  public init(
    _ source: KernelSource, _ function: String, constants: [String: Int] = [:],
    relaxedMath: Bool = false
  ) {
    self.source = source
    self.function = function
    self.constants = constants
    self.relaxedMath = relaxedMath
  }

  public var description: String {
    ([function] + constants.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: " ")
  }
}

/// A kernel with its arguments and its work-items.
public struct KernelLaunch: Sendable, Hashable {
  /// A tensor is two kernel parameters, base and offset in elements; a scalar is one.
  public enum Argument: Sendable, Hashable {
    case input(Int)
    case output(Int)
    case workspace(Int)
    case int(Int32)
    case float(Float)
  }

  public let kernel: KernelSpecification
  public let arguments: [Argument]
  public let global: [Int]
  public let local: [Int]

  public init(
    _ kernel: KernelSpecification, _ arguments: [Argument], global: [Int], local: [Int]
  ) {
    self.kernel = kernel
    self.arguments = arguments
    self.global = global
    self.local = local
  }
}

/// C = op(A)·op(B) by the device's BLAS library, row-major and dense: op(A) is m × k, op(B) is k × n.
public struct LibraryProduct: Sendable, Hashable {
  public let m: Int
  public let n: Int
  public let k: Int
  public let transposeFirst: Bool
  public let transposeSecond: Bool
  public let first: KernelLaunch.Argument
  public let second: KernelLaunch.Argument
  public let result: KernelLaunch.Argument

  public init(
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
