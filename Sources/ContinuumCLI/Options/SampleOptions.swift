import ArgumentParser
import Continuum

/// The data that a model is made for, where there are none.
struct SampleOptions: ParsableArguments {
  private static let extents = 1...65_536

  @Option(
    parsing: .unconditional,
    help: "A sample: HEIGHTxWIDTHxCHANNELS, STEPSxVALUES, or the number of a row's values.")
  var shape: String

  @Option(parsing: .unconditional, help: "The number of classes (default: no labels).")
  var classes: String?

  @Option(
    parsing: .unconditional,
    help: "The numbers of classes of several label columns, such as 5,9,18,6.")
  var heads: String?

  @Option(help: "image, sequence or table (default: as many extents as --shape has say).")
  var kind: String?

  /// Pictures have values in 0…1, the others any.
  ///
  /// - Throws: `RunError.usage` for numbers out of range, or a shape of another kind.
  func form() throws(RunError) -> SampleForm {
    var extents = try numbers(shape, separator: "x", setting: "--shape", Self.extents)
    let kind = try kind(of: extents)
    let count =
      switch kind {
      case .table: 1
      case .sequence: 2
      case .image: 3
      }
    // A picture of one channel may go without it.
    if kind == .image, extents.count == 2 { extents.append(1) }
    guard extents.count == count else {
      throw .usage(
        setting: "--shape", found: "'\(shape)' for the kind \(kind.rawValue)",
        expected: "\(count) numbers joined by x", advice: "correct --shape or --kind")
    }
    return SampleForm(
      shape: Shape(extents), heads: try classifiers(), isUnitRange: kind == .image)
  }

  private func kind(of extents: [Int]) throws(RunError) -> SampleForm.Kind {
    if let kind { return try SampleForm.Kind(argument: kind, of: "--kind") }
    switch extents.count {
    case 1: return .table
    case 3: return .image
    default:
      throw .usage(
        setting: "--shape", found: "'\(shape)' without a kind",
        expected: "1 or 3 numbers joined by x, or --kind",
        advice: "add --kind sequence, or --kind image for pictures of one channel")
    }
  }

  private func classifiers() throws(RunError) -> [CategoricalHead] {
    let range = 2...65_536
    guard let heads else {
      guard let classes else { return [] }
      let counts = try numbers(classes, separator: ",", setting: "--classes", range)
      guard counts.count == 1 else {
        throw .usage(
          setting: "--classes", found: "'\(classes)'", expected: "one number",
          advice: "several label columns go with --heads")
      }
      return [CategoricalHead(classes: counts[0])]
    }
    guard classes == nil else {
      throw .usage(
        setting: "--heads", found: "--classes too", expected: "one of the two",
        advice: "leave one away")
    }
    let counts = try numbers(heads, separator: ",", setting: "--heads", range)
    guard counts.count > 1 else { return [CategoricalHead(classes: counts[0])] }
    return zip(1..., counts).map { CategoricalHead("head\($0)", classes: $1) }
  }

  /// At least one number.
  private func numbers(
    _ text: String, separator: Character, setting: String, _ range: ClosedRange<Int>
  ) throws(RunError) -> [Int] {
    var numbers: [Int] = []
    for part in text.split(separator: separator, omittingEmptySubsequences: false) {
      guard let number = Int(part), range.contains(number) else {
        throw .usage(
          setting: setting, found: "'\(part)'",
          expected: "whole numbers from \(range.lowerBound) to \(range.upperBound), joined by "
            + "'\(separator)'", advice: "correct the number")
      }
      numbers.append(number)
    }
    return numbers
  }
}
