import Compute
public import Execution
import Files
public import Graphs

/// A model's weights, parameters and statistics, as a safetensors file: float32, one tensor per
/// variable under the variable's name.
public enum WeightFile {
  /// How a file fitted the model.
  public enum Fit: Sendable, Equatable {
    /// It held every variable.
    case complete
    /// It held the weights of a model without π: these variables were initialised, and the
    /// decoder's first layer ignores π.
    case withoutHeads(initialised: [String])
    /// It held the weights of a model whose first classifier, of this name, has fewer classes: those that
    /// are missing begin with zeros, and the decoder ignores them.
    case withFewerClasses(head: String)
  }

  /// Saves the parameters and statistics among `variables`; optimiser variables are left out.
  public static func save(
    _ variables: [Variable], of executor: any Executor, to path: String
  ) throws(RunError) {
    try VariableFile.write(variables.ofModel, of: executor, to: path)
  }

  /// Loads the parameters and statistics among `variables`; nothing changes where this throws.
  ///
  /// Every tensor must be there, none may be extra, and shapes must agree. The one exception
  /// is an `eu` model's weights in an `ss` model (section 2.4 of the paper): the heads are initialised
  /// from `seed`, and `decoder.dense1.kernel` gets zero rows for π after those for z, which leaves
  /// the reconstruction unchanged.
  ///
  /// With `growth`, weights whose first head lacks these classes are accepted too.
  ///
  /// - Throws: `RunError` of kind `notFound`, `badData` with the tensor's name, `inputOutput` or
  ///   `device`.
  @discardableResult
  public static func load(
    _ path: String, into executor: any Executor, variables: [Variable], seed: UInt64,
    growth: ClassGrowth? = nil
  ) throws(RunError) -> Fit {
    let model = variables.ofModel
    let file = try VariableFile(at: path)
    if let growth, let fewer = FewerClasses(file: file, model: model, growth) {
      try executor.set(try fewer.values())
      return .withFewerClasses(head: growth.path)
    }
    guard let missing = HeadlessWeights(file: file, model: model) else {
      try executor.set(try file.values(of: model))
      return .complete
    }
    let values = try missing.values()
    try executor.set(values)
    try RunError.device { () throws(ComputeError) in
      try executor.initialize(missing.heads, seed: seed)
    }
    return .withoutHeads(initialised: missing.heads.map(\.name).sorted())
  }
}

/// The weights of a model without π, for the same model with π.
struct HeadlessWeights {
  static let kernelName = "decoder.dense1.kernel"

  /// The variables of π, which the file does not have.
  let heads: [Variable]
  private let file: VariableFile
  private let others: [Variable]
  private let kernel: Variable
  /// Rows of the decoder's first kernel that read π; 0 where the decoder reads z only.
  private let classRows: Int

  /// Nil where the model has no decoder or no π, or the file has tensors of π.
  init?(file: VariableFile, model: [Variable]) {
    let heads = model.filter { $0.name.hasPrefix("pi.") }
    let shapes = file.shapes
    guard !heads.isEmpty, !shapes.keys.contains(where: { $0.hasPrefix("pi.") }),
      shapes[Self.kernelName] != nil,
      let kernel = model.first(where: { $0.name == Self.kernelName }),
      let latent = model.first(where: { $0.name == "latent.mean.bias" })
    else { return nil }
    let classes = heads.filter { $0.name.hasSuffix(".bias") }.map(\.spec.shape.count)
    let readsClasses = kernel.spec.shape[0] == latent.spec.shape.count + classes.reduce(0, +)
    self.file = file
    self.heads = heads
    self.kernel = kernel
    others = model.filter { !$0.name.hasPrefix("pi.") && $0.name != Self.kernelName }
    classRows = readsClasses ? classes.reduce(0, +) : 0
  }

  /// The values of every variable but the heads, checked.
  func values() throws(RunError) -> [(variable: Variable, value: HostTensor<Float>)] {
    var shape = kernel.spec.shape.dimensions
    shape[0] -= classRows
    var expected = others.shapes
    expected[kernel.name] = shape
    try file.check(expected)
    var result: [(variable: Variable, value: HostTensor<Float>)] = []
    for variable in others { result.append((variable, try file.value(of: variable))) }
    let rows = try file.value(of: kernel).values
    let zeros = [Float](repeating: 0, count: classRows * kernel.spec.shape.last)
    result.append((kernel, HostTensor(rows + zeros, shape: kernel.spec.shape)))
    return result
  }
}
