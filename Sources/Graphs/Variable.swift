/// State that outlives a run: a parameter, a batch-norm statistic, an optimiser's accumulator.
///
/// Two leaves of the same name are the same variable.
public struct Variable: Sendable, Hashable {
  public enum Role: String, Sendable, Hashable, Codable {
    /// Trained by gradients and saved with the model.
    case parameter
    /// Tracked, not trained, and saved with the model.
    case statistic
    /// Belongs to the optimiser.
    case optimizer
  }

  /// The path, for example `encoder.dense1.kernel`.
  public let name: String
  public let spec: TensorSpec
  public let role: Role
  public let initializer: Initializer

  public init(
    _ name: String, _ spec: TensorSpec, role: Role = .parameter, initializer: Initializer = .zeros
  ) {
    self.name = name
    self.spec = spec
    self.role = role
    self.initializer = initializer
  }
}

/// How a variable gets its first values.
public enum Initializer: Sendable, Hashable {
  case zeros
  case ones
  /// Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  case glorotUniform(fanIn: Int, fanOut: Int)

  /// The first values of a variable; they depend on `seed` and the variable's `name` alone.
  public func values(count: Int, seed: UInt64, name: String) -> [Float] {
    switch self {
    case .zeros: return Array(repeating: 0, count: count)
    case .ones: return Array(repeating: 1, count: count)
    case .glorotUniform(let fanIn, let fanOut):
      let limit = (6 / Float(fanIn + fanOut)).squareRoot()
      let philox = Philox(seed: seed, stream: RandomStream("initializer." + name))
      return philox.uniforms(count: count, step: 0).map { limit * (2 * $0 - 1) }
    }
  }
}
