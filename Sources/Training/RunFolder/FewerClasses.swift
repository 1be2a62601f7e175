import Graphs

/// The weights of a model whose first head has fewer classes than that of the same model as it is now.
///
/// The new classes get zeros: in the kernel [in, classes] as columns, in the bias, and, where the
/// decoder reads π, in its first kernel as rows after those of the head's other classes, so that it
/// ignores them.
struct FewerClasses {
  private let file: VariableFile
  private let model: [Variable]
  private let growth: ClassGrowth
  /// Latent dimensions and old classes: the decoder's first rows.
  private let rowsBefore: Int

  private var kernel: String { growth.path + ".kernel" }
  private var bias: String { growth.path + ".bias" }

  /// Nil where the file's head has not just so many classes less.
  init?(file: VariableFile, model: [Variable], _ growth: ClassGrowth) {
    self.file = file
    self.model = model
    self.growth = growth
    guard let bias = model.first(where: { $0.name == growth.path + ".bias" }),
      let found = file.shapes[bias.name]?.first, found + growth.count == bias.spec.shape.count
    else { return nil }
    let latent = model.first { $0.name == "latent.mean.bias" }
    rowsBefore = (latent?.spec.shape.count ?? 0) + found
  }

  /// The values of every variable, checked.
  func values() throws(RunError) -> [(variable: Variable, value: HostTensor<Float>)] {
    var expected = model.shapes
    for variable in model { expected[variable.name] = oldShape(of: variable) }
    try file.check(expected)
    var result: [(variable: Variable, value: HostTensor<Float>)] = []
    for variable in model {
      let value = try file.value(of: variable)
      result.append((variable, grown(value, as: variable)))
    }
    return result
  }

  private func oldShape(of variable: Variable) -> [Int] {
    var shape = variable.spec.shape.dimensions
    switch variable.name {
    case kernel, bias: shape[shape.count - 1] -= growth.count
    case HeadlessWeights.kernelName where readsClasses: shape[0] -= growth.count
    default: break
    }
    return shape
  }

  /// Whether the decoder reads π: its first kernel then has fewer rows in the file.
  private var readsClasses: Bool {
    let name = HeadlessWeights.kernelName
    guard let kernel = model.first(where: { $0.name == name }) else { return false }
    return file.shapes[name]?.first == kernel.spec.shape[0] - growth.count
  }

  private func grown(_ value: HostTensor<Float>, as variable: Variable) -> HostTensor<Float> {
    let shape = variable.spec.shape
    switch variable.name {
    case kernel, bias:
      let old = shape.last - growth.count
      let zeros = [Float](repeating: 0, count: growth.count)
      let rows = stride(from: 0, to: value.values.count, by: old).flatMap {
        value.values[$0..<$0 + old] + zeros
      }
      return HostTensor(rows, shape: shape)
    case HeadlessWeights.kernelName where readsClasses:
      let split = rowsBefore * shape.last
      let zeros = [Float](repeating: 0, count: growth.count * shape.last)
      return HostTensor(
        Array(value.values[..<split] + zeros + value.values[split...]), shape: shape)
    default: return value
    }
  }
}
