import Foundation
import Models
import Testing

@Suite struct GoldenGeneratorTests {
  private struct Document: Decodable {
    struct Check: Decodable {
      let words: [Word]
      let variables: [Variable]
      let images: String
      let noise: String
      let labels: [Int32]
      let norb: StereoPairs
      let sequences: String
      let sampleIndices: [String: [Int]]
      let optimizerGradient: String

      enum CodingKeys: String, CodingKey {
        case words, variables, images, labels, norb, sequences
        case noise = "noise.0"
        case sampleIndices = "sample_indices"
        case optimizerGradient = "optimizer.gradient.99"
      }
    }

    struct StereoPairs: Decodable {
      let images: String
      let labels: [String: [Int32]]
    }

    struct Word: Decodable {
      let name: String
      let index: Int
      let word: String
      let bits: String

      enum CodingKeys: String, CodingKey {
        case name, index, word
        case bits = "uniform_bits"
      }
    }

    struct Variable: Decodable {
      let name: String
      let shape: [Int]
      let checksum: String
    }

    let rows: Int
    let labelled: Int
    let check: Check
  }

  private let generator = GoldenGenerator()

  private func document() throws -> Document {
    let url = try #require(
      Bundle.module.url(forResource: "golden", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Document.self, from: Data(contentsOf: url))
  }

  @Test func hashIsFNV1a() {
    #expect(GoldenGenerator.hash("") == 0xCBF2_9CE4_8422_2325)
    #expect(GoldenGenerator.hash("a") == 0xAF63_DC4C_8601_EC8C)
  }

  @Test func wordsAndUniformsHaveTheStoredBits() throws {
    for expected in try document().check.words {
      #expect(generator.word(expected.name, expected.index) == UInt64(expected.word, radix: 16))
      let value = try #require(generator.uniform(expected.name, count: expected.index + 1).last)
      #expect(value.bitPattern == UInt32(expected.bits, radix: 16))
    }
  }

  @Test func variablesHaveTheStoredChecksums() throws {
    for expected in try document().check.variables {
      let values = try #require(generator.variable(expected.name, shape: expected.shape))
      #expect(
        GoldenGenerator.checksum(values) == UInt64(expected.checksum, radix: 16),
        "\(expected.name)")
    }
    #expect(generator.variable("encoder.dense1.weight", shape: [2]) == nil)
  }

  @Test func stereoPairsHaveTheStoredChecksum() throws {
    let expected = try document().check.norb
    let images = generator.norbImages("images.norb.8", rows: 4)
    #expect(GoldenGenerator.checksum(images) == UInt64(expected.images, radix: 16))
    for head in SemiSupervisedVAE.norbHeads {
      let labels = generator.labels(rows: 4, labelled: 2, head: head.name, classes: head.classes)
      #expect(labels == expected.labels[head.name])
    }
  }

  @Test func inputsHaveTheStoredChecksums() throws {
    let document = try document()
    let check = document.check
    let images = generator.images("images.16", count: document.rows * 784)
    #expect(GoldenGenerator.checksum(images) == UInt64(check.images, radix: 16))
    let noise = generator.noise(step: 0, count: document.rows * 2)
    #expect(GoldenGenerator.checksum(noise) == UInt64(check.noise, radix: 16))
    let sequences = generator.sequences("sequences.125", count: 4 * 128 * 6)
    #expect(GoldenGenerator.checksum(sequences) == UInt64(check.sequences, radix: 16))
    let gradient = generator.optimizerGradient(step: 99, count: 257)
    #expect(GoldenGenerator.checksum(gradient) == UInt64(check.optimizerGradient, radix: 16))
    #expect(generator.labels(rows: document.rows, labelled: document.labelled) == check.labels)
    for (key, indices) in check.sampleIndices {
      let parts = key.split(separator: " ")
      let count = try #require(Int(parts[1]))
      let sampled = generator.sampleIndices(String(parts[0]), count: count)
      #expect(Array(sampled.prefix(indices.count)) == indices)
    }
    #expect(generator.sampleIndices("pi.bias", count: 10) == Array(0..<10))
  }
}
