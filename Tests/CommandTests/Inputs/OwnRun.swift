import Files
import Foundation
import Testing

/// A short training run on one's own data, and what is done with it.
struct OwnRun {
  /// The form of the data that a run is trained on.
  enum Form: CaseIterable {
    case arrays, table, pictures
  }

  let folder: String
  /// What the run was trained on.
  let data: String
  var path: String { "\(folder)/run" }

  /// Writes data into a folder and trains on them.
  init(_ form: Form, in folder: String, _ more: String...) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var options: [String] = []
    switch form {
    case .arrays:
      data = "\(folder)/data.npz"
      try OwnData.writeArrays(data)
    case .table:
      data = "\(folder)/data.csv"
      try OwnData.write(Array(OwnData.table().utf8), data)
      options = ["--label-column", "kind"]
    case .pictures:
      data = "\(folder)/data"
      try OwnData.writePictures(data)
    }
    let trained = try Command.run(
      OwnData.training(data, run: "\(folder)/run") + options + more)
    try #require(trained.status == 0, "\(trained.errors)")
  }

  /// Writes a table beside the run.
  func write(_ table: String, _ name: String = "input.csv") throws -> String {
    try OwnData.write(Array(table.utf8), "\(folder)/\(name)")
    return "\(folder)/\(name)"
  }

  /// Predicts into a file beside the run.
  func predict(_ input: String, _ output: String = "out.npz", _ more: String...) throws -> Finished
  {
    try Command.run(
      ["predict", path, "--input", input, "--output", "\(folder)/\(output)"] + more)
  }

  /// What is predicted from an input.
  func predictions(
    _ input: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [NamedArray] {
    let finished = try predict(input)
    try #require(finished.status == 0, "\(finished.errors)", sourceLocation: sourceLocation)
    return try NpzFile.read("\(folder)/out.npz")
  }
}
