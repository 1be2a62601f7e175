public import Kernels

/// How a device computes an operation: launches in order, scratch memory, and what may share memory.
public struct Lowering: Sendable {
  /// A pair of an input and an output that may lie in the same memory.
  public struct Sharing: Sendable, Hashable {
    public let input: Int
    public let output: Int

    public init(input: Int, output: Int) {
      self.input = input
      self.output = output
    }
  }

  public let launches: [Launch]
  /// Sizes in bytes of the scratch buffers that the launches share, by index.
  public let workspace: [Int]
  /// Outputs that may overwrite an input that nothing reads afterwards.
  public let inPlace: [Sharing]
  /// Outputs that are an input under another shape: no launch, always the same memory.
  public let aliases: [Sharing]

  public init(
    _ launches: [Launch], workspace: [Int] = [], inPlace: [Sharing] = [], aliases: [Sharing] = []
  ) {
    self.launches = launches
    self.workspace = workspace
    self.inPlace = inPlace
    self.aliases = aliases
  }
}

/// One entry in the device's queue.
public enum Launch: Sendable, Hashable {
  case kernel(KernelLaunch)
  /// A matrix product by the device's matrix library.
  case gemm(LibraryProduct)
}

/// A kernel: the program it is compiled from and its name there. Equal ones are compiled once.
public struct KernelSpecification: Sendable, Hashable, CustomStringConvertible {
  public let source: KernelSource
  public let function: String
  /// `-D` constants.
  public let constants: [String: Int]
  /// Whether `-cl-fast-relaxed-math` is allowed; it may fold tests for NaN away.
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
  /// A tensor takes two kernel parameters, base and offset in elements; a scalar takes one.
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

/// C = op(A)·op(B) by the device's matrix library, row-major and dense.
public struct LibraryProduct: Sendable, Hashable {
  public let rows: Int
  public let columns: Int
  public let depth: Int
  public let transposeFirst: Bool
  public let transposeSecond: Bool
  public let first: KernelLaunch.Argument
  public let second: KernelLaunch.Argument
  public let result: KernelLaunch.Argument

  public init(
    rows: Int, columns: Int, depth: Int, transposeFirst: Bool, transposeSecond: Bool,
    first: KernelLaunch.Argument, second: KernelLaunch.Argument, result: KernelLaunch.Argument
  ) {
    self.rows = rows
    self.columns = columns
    self.depth = depth
    self.transposeFirst = transposeFirst
    self.transposeSecond = transposeSecond
    self.first = first
    self.second = second
    self.result = result
  }
}
