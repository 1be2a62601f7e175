import Files
import Foundation
import Graphs
import Models
import Testing
import Training

/// One stored case: a model with its golden losses and arrays (see Fixtures/README.md).
struct GoldenCase {
  struct Document: Decodable {
    struct Case: Decodable {
      struct Variable: Decodable {
        let name: String
        let shape: [Int]
      }

      struct Setting: Decodable {
        let losses: [[String: Double]]
      }

      let model: String
      let family: String
      let rows: Int?
      let steps: Int?
      let channels: Int?
      let layers: [Int]?
      let recurrentActivation: String?
      let stages: [Int]?
      let labelledHeads: Set<String>?
      let shift: Float?
      let unshifted: [String]?
      let images: String?
      let sequences: String?
      let units: Int?
      let variables: [Variable]
      let normalisedBiases: [String]
      let through: Setting
      let stopped: Setting?

      enum CodingKeys: String, CodingKey {
        case model, family, rows, steps, channels, layers, stages, units, shift, unshifted
        case images, sequences, variables, through, stopped
        case recurrentActivation = "recurrent_activation"
        case labelledHeads = "labelled_heads"
        case normalisedBiases = "normalised_biases"
      }
    }

    let cases: [String: Case]
  }

  let name: String
  let document: Document.Case
  let arrays: [String: NamedArray]

  init(_ name: String) throws {
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    let data = try Data(contentsOf: folder.appendingPathComponent("golden.json"))
    let cases = try JSONDecoder().decode(Document.self, from: data).cases
    self.name = name
    document = try #require(cases[name])
    let file = try SafetensorsFile(
      at: folder.appendingPathComponent(name + ".safetensors").path)
    arrays = Dictionary(uniqueKeysWithValues: try file.arrays().map { ($0.name, $0) })
  }

  func model(_ piGradient: Objective.PiGradient) throws -> SemiSupervisedVAE {
    let family = try #require(SemiSupervisedVAE.Family(rawValue: document.family))
    let objective = Objective(labelWeight: labelWeight, piGradient: piGradient)
    return switch document.model {
    case "dense": .dense(family, units: try #require(document.units), objective: objective)
    case "norb":
      .norb(
        family, channels: try #require(document.stages), units: try #require(document.units),
        labelledHeads: document.labelledHeads)
    case "rnn":
      .rnn(
        family, steps: try #require(document.steps), channels: try #require(document.channels),
        units: try #require(document.layers),
        recurrentActivation: document.recurrentActivation == "hard_sigmoid"
          ? .hardSigmoid : .sigmoid,
        objective: objective)
    default:
      .cnn(
        family, channels: try #require(document.channels), units: try #require(document.units),
        objective: objective)
    }
  }

  /// The number of rows in the batch; the first half of them is labelled.
  var rows: Int { document.rows ?? (document.model == "norb" ? 4 : 16) }

  var learningRate: Float { ["norb", "rnn"].contains(document.model) ? 1e-3 : 5e-4 }

  private var labelWeight: Float { document.model == "rnn" ? 768 : 784 }

  /// The value of a parameter or statistic before the first step.
  func initial(_ variable: Variable) -> [Float]? {
    let (name, shape) = (variable.name, variable.spec.shape.dimensions)
    let shifted = document.unshifted.map { !$0.contains(name) } ?? false
    return GoldenGenerator().variable(
      name, shape: shape, shift: shifted ? document.shift ?? 0 : 0)
  }

  /// The batch of every step.
  func batch(for model: SemiSupervisedVAE) -> TrainingBatch {
    let generator = GoldenGenerator()
    let inputs =
      if let name = document.sequences {
        generator.sequences(name, count: rows * model.inputShape.count)
      } else if document.model == "norb" {
        generator.norbImages(document.images ?? "", rows: rows)
      } else {
        generator.images(document.images ?? "", count: rows * model.inputShape.count)
      }
    return TrainingBatch(
      x: inputs,
      labels: model.heads.map {
        generator.labels(rows: rows, labelled: rows / 2, head: $0.name, classes: $0.classes)
      },
      labelled: (0..<rows).map { $0 < rows / 2 ? 1 : 0 })
  }

  /// The outputs of step 0 that are stored, whole or sampled.
  var outputNames: [String] {
    Set(
      arrays.keys.filter { $0.hasPrefix("output/") || $0.hasPrefix("output.norm/") }.map {
        String($0.drop { $0 != "/" }.dropFirst())
      }
    ).sorted()
  }

  func losses(_ piGradient: Objective.PiGradient) -> [[String: Double]] {
    piGradient == .stopped ? (document.stopped ?? document.through).losses : document.through.losses
  }

  /// ‖actual − golden‖ / ‖golden‖, from the whole array where it is stored; else the larger of the
  /// relative difference of the norms and that of the sampled entries, scaled to the whole array.
  ///
  /// - Parameter isCompared: which of the sampled entries count, by place among the samples.
  func distance(
    _ actual: [Float], _ group: String, _ name: String, _ piGradient: Objective.PiGradient,
    where isCompared: (Int) -> Bool = { _ in true }
  ) throws -> Double {
    for group in piGradient == .stopped ? [group + ".stopped", group] : [group] {
      if let whole = arrays["\(group)/\(name)"] {
        let expected = whole.convertedToFloat32().map(Double.init)
        return norm(zip(actual, expected).map { Double($0) - $1 }) / norm(expected)
      }
      guard let samples = arrays["\(group).samples/\(name)"],
        case .float64(let expected) = samples.values,
        case .float64(let stored)? = arrays["\(group).norm/\(name)"]?.values
      else { continue }
      let indices = GoldenGenerator().sampleIndices(name, count: actual.count)
      let difference = norm(
        zip(indices, expected).enumerated().filter { isCompared($0.offset) }.map {
          Double(actual[$0.element.0]) - $0.element.1
        })
      let share = (Double(indices.count) / Double(actual.count)).squareRoot()
      let scale = max(norm(expected), stored[0] * share)
      return max(abs(norm(actual.map(Double.init)) - stored[0]) / stored[0], difference / scale)
    }
    Issue.record("\(self.name) has no golden value \(group)/\(name)")
    return .infinity
  }

  /// The sampled entries of a parameter's first gradient that are almost zero, but not quite: RMSprop
  /// takes a whole step by their sign, which rounding may decide. Empty where the gradient is whole.
  func undecided(_ name: String, count: Int, _ piGradient: Objective.PiGradient) -> Set<Int> {
    let suffixes = piGradient == .stopped ? [".stopped", ""] : [""]
    for group in suffixes.map({ "gradient" + $0 }) {
      guard case .float64(let samples)? = arrays["\(group).samples/\(name)"]?.values,
        case .float64(let stored)? = arrays["\(group).norm/\(name)"]?.values
      else { continue }
      let least = 1e-4 * stored[0] / Double(count).squareRoot()
      return Set(samples.indices.filter { samples[$0] != 0 && abs(samples[$0]) < least })
    }
    return []
  }

  func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
