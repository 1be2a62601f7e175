import Compute
import Execution
import Files
import Graphs

/// Variables of an executor as the tensors of a safetensors file, under the variables' names.
struct VariableFile {
  let path: String
  private let file: SafetensorsFile

  /// Opens a file and checks its header.
  init(at path: String) throws(RunError) {
    self.path = path
    file = try RunError.files { () throws(FileError) in try SafetensorsFile(at: path) }
  }

  /// The shape of each tensor by name.
  var shapes: [String: [Int]] { file.shapes }

  /// Writes the current values of variables, atomically and durably.
  static func write(
    _ variables: [Variable], of executor: any Executor, to path: String,
    on fileSystem: FileSystem = FileSystem()
  ) throws(RunError) {
    var arrays: [NamedArray] = []
    for variable in variables {
      let value = try RunError.device { () throws(ComputeError) in
        try executor.value(of: variable)
      }
      let values: NamedArray.Values =
        switch value.storage {
        case .real(let values): .float32(values)
        case .integer(let values): .int32(values)
        case .byte: preconditionFailure("the variable \(variable.name) holds bytes")
        }
      arrays.append(NamedArray(variable.name, shape: value.shape.dimensions, values: values))
    }
    let metadata = ["format": "continuum"]
    try RunError.files { () throws(FileError) in
      try SafetensorsFile.write(arrays, metadata: metadata, to: path, on: fileSystem)
    }
  }

  /// Checks that the file holds exactly the tensors of `shapes`, by its header alone.
  func check(_ expected: [String: [Int]]) throws(RunError) {
    let found = shapes
    var differences: [(found: String, expected: String)] = []
    for name in Set(found.keys).union(expected.keys).sorted() {
      switch (found[name], expected[name]) {
      case (nil, let shape?):
        differences.append(("no tensor '\(name)'", "one of shape \(shape)"))
      case (let shape?, nil):
        differences.append(("an extra tensor '\(name)' of shape \(shape)", "none of this name"))
      case (let one?, let other?) where one != other:
        differences.append(("tensor '\(name)' of shape \(one)", "shape \(other)"))
      default: break
      }
    }
    guard let first = differences.first else { return }
    let more = differences.count > 1 ? " (and \(differences.count - 1) more differences)" : ""
    throw .file(
      .badData(
        path: path, found: first.found, expected: first.expected + more,
        advice: "the file belongs to a model of another kind, family, size or optimiser"))
  }

  /// Reads the tensor of a variable, whose values must be finite; `check` has found it.
  func value(of variable: Variable) throws(RunError) -> HostTensor<Float> {
    let array = try RunError.files { () throws(FileError) in
      try file.array(variable.name)
    }
    switch (array?.values, variable.spec.elementType) {
    case (.float32(let values), .float32):
      if let index = values.firstIndex(where: { !$0.isFinite }) {
        throw notFinite(variable, values[index], at: index)
      }
      return HostTensor(values, shape: Shape(array?.shape ?? []))
    case (.int32(let values), .int32):
      return HostTensor(integers: values, shape: Shape(array?.shape ?? []))
    default:
      throw .file(
        .badData(
          path: path, found: "tensor '\(variable.name)' of another element type",
          expected: variable.spec.elementType.rawValue, advice: "save the weights as float32"))
    }
  }

  private func notFinite(_ variable: Variable, _ value: Float, at index: Int) -> RunError {
    .file(
      .badData(
        path: path, found: "\(value) at index \(index) of tensor '\(variable.name)'",
        expected: "finite values",
        advice: "take an earlier checkpoint or other weights, and train with a smaller learning "
          + "rate or a clipNorm"))
  }

  /// Reads all variables, after checking that the file holds these and no others.
  func values(
    of variables: [Variable]
  ) throws(RunError) -> [(variable: Variable, value: HostTensor<Float>)] {
    try check(variables.shapes)
    var result: [(variable: Variable, value: HostTensor<Float>)] = []
    for variable in variables { result.append((variable, try value(of: variable))) }
    return result
  }
}

extension [Variable] {
  /// Parameters and statistics: what is saved with the model.
  var ofModel: [Variable] { filter { [.parameter, .statistic].contains($0.role) } }

  /// The optimiser's own variables.
  var ofOptimizer: [Variable] { filter { $0.role == .optimizer } }

  var shapes: [String: [Int]] {
    Dictionary(map { ($0.name, $0.spec.shape.dimensions) }) { first, _ in first }
  }
}

extension Executor {
  /// Sets variables to values that have been checked.
  func set(
    _ values: [(variable: Variable, value: HostTensor<Float>)]
  ) throws(RunError) {
    for (variable, value) in values {
      try RunError.device { () throws(ComputeError) in try set(variable, to: value) }
    }
  }
}
