import Evaluation
import Foundation
import Testing

/// The synthetic encodings of `Fixtures/metrics.py` and what scikit-learn makes of them.
struct DisentanglementFixture {
  struct Reference: Decodable {
    struct Lines: Decodable {
      var weights: [[Double]]
      var intercepts: [Double]
    }
    struct Regression: Decodable {
      var `default`: Lines
      var plain: Lines
      var defaultAccuracy: Double
    }
    struct SupportVectors: Decodable {
      var largest: Int
      var weights: [Double]
      var intercepts: [Double]
    }
    struct BetaVAE: Decodable {
      var seed: UInt64
      var plain: Double
      var unpenalised: Double
      var `default`: Double
      var firstPoint: [Double]
      var firstLabel: Int
    }
    struct Independent: Decodable {
      var plain: [Double]
      var `default`: [Double]
    }
    struct FactorVAE: Decodable {
      var score: Double
      var trainingScore: Double
      var active: [Int]
      var trainingPoints: Int
      var testPoints: Int
    }
    struct Gap: Decodable {
      var score: Double
      var information: [[Double]]
      var points: Int
    }
    struct Separated: Decodable {
      var score: Double
      var accuracies: [[Double]]
      var trainingPoints: Int
      var testPoints: Int
    }
    struct DCI: Decodable {
      struct Run: Decodable {
        var disentanglement: Double
        var completeness: Double
        var informativeness: Double
        var trainingInformativeness: Double
        var accuracies: [Double]
        var importances: [[Double]]
      }
      var runs: [Run]
      var trainingPoints: Int
      var testPoints: Int
    }

    var rows: Int
    var dimensions: Int
    var names: [String]
    var classes: [Int]
    var regression: Regression
    var supportVectors: [SupportVectors]
    var betaVae: [BetaVAE]
    var betaVaeIndependent: Independent
    var factorVae: FactorVAE
    var mutualInformationGap: Gap
    var separatedAttribute: Separated
    var dci: DCI
  }

  let encodings: Encodings
  let reference: Reference

  init() throws {
    let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let reference = try decoder.decode(
      Reference.self, from: Data(contentsOf: folder.appendingPathComponent("reference.json")))
    let bytes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("encodings.f32")))
    let values = stride(from: 0, to: bytes.count, by: 4).map { start in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
    }
    let classes = [UInt8](try Data(contentsOf: folder.appendingPathComponent("factors.u8")))
    let count = reference.names.count
    encodings = try Encodings(
      values: values, dimensions: reference.dimensions,
      factors: reference.names.indices.map { factor in
        Encodings.Factor(
          name: reference.names[factor], classCount: reference.classes[factor],
          values: stride(from: factor, to: classes.count, by: count).map { classes[$0] })
      })
    try #require(encodings.count == reference.rows)
    self.reference = reference
  }
}

/// The largest absolute difference of two lists of equal length.
func largestDifference(_ first: [Double], _ second: [Double]) -> Double {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
