import Files

extension Checkpoint.State {
  /// Refuses numbers that no run reaches, with which it could not go on.
  ///
  /// - Throws: `RunError` of kind `badData` that names the first.
  func check(_ file: String) throws(RunError) {
    // Steps are counted in 32 bits on the device, and a run has no more epochs than steps. Passes over few
    // rows may be many more; adding to them must not overflow.
    let (steps, passes) = (0...Int(Int32.max), 0...1 << 60)
    let numbers = [
      ("step", step, steps), ("epoch", epoch, steps), ("steps of losses", losses.steps, steps),
      ("evaluations of patience", patience?.evaluations ?? 0, steps),
      ("steps of patience", patience?.losses.steps ?? 0, steps),
      ("pass over labelled rows", position.labelled.pass, passes),
      ("pass over other rows", position.unlabelled.pass, passes),
    ]
    for (name, number, range) in numbers where !range.contains(number) {
      throw .file(
        .badData(
          path: file, found: "\(number) as \(name)",
          expected: "a number from 0 to \(range.upperBound)",
          advice: "put back the file as it was written"))
    }
  }
}
