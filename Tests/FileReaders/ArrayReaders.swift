import Datasets
import Files
import Foundation

/// The readers of arrays and pictures.
package let arrayReaders = [
  Reader(
    "npy", file: "x.npy",
    seeds: { folder in
      try stored([x, labels, bytes, scalar], in: folder) { try NpyFile.write($0, to: $1) }
    },
    readings: [
      { _ = try NpyFile.read($0) },
      { _ = try ArrayFile.read($0) },
      { try load($0) },
      { _ = try InputArray($0) },
    ]),
  Reader(
    "npz", file: "x.npz",
    seeds: { folder in
      try stored([[x], [x, labels], [bytes, scalar]], in: folder) {
        try NpzFile.write($0, to: $1)
      } + [deflated]
    },
    readings: [
      { _ = try NpzFile.read($0) },
      { try load($0) },
      { _ = try InputArray($0, keys: ["x"]) },
    ]),
  Reader(
    "safetensors", file: "x.safetensors",
    seeds: { folder in
      try stored([[x], [x, labels, scalar], [bytes]], in: folder) {
        try SafetensorsFile.write($0, metadata: ["format": "continuum"], to: $1)
      }
    },
    readings: [
      { _ = try SafetensorsFile(at: $0).arrays() },
      { _ = try ArrayFile.read($0) },
      { _ = try InputArray($0) },
    ]),
  Reader(
    "png", file: "x.png",
    seeds: { _ in
      [(1, false), (3, false), (1, true), (3, true)].map { channels, isWide in
        let count = 5 * 7 * channels
        return PNGFile.bytes(
          of: PNGImage(
            height: 5, width: 7, channels: channels,
            values: isWide
              ? .uint16((0..<count).map { UInt16(501 * $0) })
              : .uint8((0..<count).map { UInt8($0) })),
          description: "a seed")
      }
    },
    readings: [{ _ = try PNGImage.read($0) }]),
]

private let x = NamedArray("x", shape: [4, 3], (0..<12).map { Float($0) / 8 })
private let labels = NamedArray("y", shape: [4], values: .int64([0, 1, 1, 0]))
private let bytes = NamedArray("x", shape: [2, 4, 4], values: .uint8((0..<32).map { UInt8($0) }))
private let scalar = NamedArray("z", shape: [], values: .float64([1.5]))

/// The files that `write` makes.
private func stored<Value>(
  _ values: [Value], in folder: String, _ write: (Value, String) throws -> Void
) throws -> [[UInt8]] {
  try values.map { value in
    let path = "\(folder)/seed"
    try write(value, path)
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// Reads data of one's own as far as values.
func load(_ path: String, _ options: UserDataOptions = UserDataOptions()) throws {
  let data = try UserDataset.load(path, options, splitSeed: 1)
  _ = try data.train.values(of: 0..<min(2, data.train.count))
}

/// An archive with the array `x`, deflated, as Python's zipfile writes it.
private let deflated = Array(
  Data(
    base64Encoded: """
      UEsDBBQAAAAIAAAAIQABPtrqZgAAALAAAAAFAAAAeC5ucHmb7BfqGxDJyFDGUK2eklqcXKRupaBuk2airqOgnpZf\
      VFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RomOgrGmjoKtQpkAy4GCLBjYGgA4gNAzGDPwKAAxA5AnADEDUA8AYgX\
      APEGewBQSwECFAMUAAAACAAAACEAAT7a6mYAAACwAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwUGAAAAAAEA\
      AQAzAAAAiQAAAAAA
      """) ?? Data())
