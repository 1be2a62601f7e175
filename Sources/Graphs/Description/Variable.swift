/// State that persists between executions: a parameter, a batch-norm statistic, an optimiser's moments.
///
/// Two leaves of the same name are the same variable.
public struct Variable: Sendable, Hashable {
  public enum Role: String, Sendable, Hashable, Codable {
    /// Trained by gradients and saved with the model.
    case parameter
    /// Tracked rather than trained, and saved with the model.
    case statistic
    /// Belongs to the optimiser.
    case optimizer
    /// Controls training on the device, and is not saved.
    case control
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
