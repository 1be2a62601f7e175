/// Reproduces the generated inputs of `Fixtures/golden.py` bit for bit.
///
/// Word i of an array is SplitMix64 started at the FNV-1a hash of the array's name:
/// z = hash(name) + (i + 1)·0x9E3779B97F4A7C15, then mixed. `Fixtures/README.md` states every rule.
struct GoldenGenerator: Sendable {
  /// FNV-1a, 64 bits, over the UTF-8 bytes of `name`.
  static func hash(_ name: String) -> UInt64 {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 {
      value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    return value
  }

  /// Word `index` of the array `name`.
  func word(_ name: String, _ index: Int) -> UInt64 {
    Self.mixed(Self.hash(name), index)
  }

  /// The first `count` words of the array `name`.
  func words(_ name: String, count: Int) -> [UInt64] {
    let hash = Self.hash(name)
    return (0..<count).map { Self.mixed(hash, $0) }
  }

  /// `count` values in [-1, 1): the top 24 bits k of each word as k / 2²³ − 1, which is exact.
  func uniform(_ name: String, count: Int) -> [Float] {
    words(name, count: count).map { word in
      Float(Int64(word >> 40) - (1 << 23)) / Float(1 << 23)
    }
  }

  /// The initial value of a parameter or batch-norm statistic, by the last part of its name.
  ///
  /// Kernels, recurrent ones too, are u·√(3 / fan-in), `bias`, `beta` and `moving_mean` u/8,
  /// `gamma` and `moving_variance` 1 + u/8. Nil when the name ends otherwise.
  ///
  /// `beta` is `shift` up in even channels and down in odd ones.
  func variable(_ name: String, shape: [Int], shift: Float = 0) -> [Float]? {
    let values = uniform(name, count: shape.reduce(1, *))
    switch name.split(separator: ".").last {
    case "kernel", "recurrent_kernel":
      let scale = (Float(3) / Float(fanIn(name, shape: shape))).squareRoot()
      return values.map { $0 * scale }
    case "bias", "moving_mean":
      return values.map { $0 * 0.125 }
    case "beta":
      return values.enumerated().map { index, u in u * 0.125 + (index % 2 == 0 ? shift : -shift) }
    case "gamma", "moving_variance":
      return values.map { 1 + $0 * 0.125 }
    default:
      return nil
    }
  }

  /// Inputs of one unit; a four-dimensional kernel of the decoder is a transposed one, [h, w, out, in].
  func fanIn(_ name: String, shape: [Int]) -> Int {
    if shape.count == 4 && name.hasPrefix("decoder.") {
      return shape[0] * shape[1] * shape[3]
    }
    return shape.dropLast().reduce(1, *)
  }

  /// `count` image values k / 256, k the top 8 bits of each word.
  func images(_ name: String, count: Int) -> [Float] {
    words(name, count: count).map { Float($0 >> 56) / 256 }
  }

  /// Stereo pairs [rows, 96, 96, 2]: three parts of a surface that interpolates a grid of bytes
  /// linearly, 16 pixels to a cell, and one part of noise, in integers below 2¹⁸, divided by 2¹⁸.
  func norbImages(_ name: String, rows: Int) -> [Float] {
    let (side, eyes, cells) = (96, 2, 7)
    let grid = words(name + ".grid", count: rows * cells * cells * eyes).map {
      Int($0 >> 56)
    }
    let noise = words(name, count: rows * side * side * eyes).map { Int($0 >> 56) }
    return noise.indices.map { index in
      let (eye, x, y) = (index % eyes, index / eyes % side, index / (eyes * side) % side)
      let (row, right, down) = (index / (eyes * side * side), x % 16, y % 16)
      func corner(_ i: Int, _ j: Int) -> Int {
        grid[((row * cells + y / 16 + i) * cells + x / 16 + j) * eyes + eye]
      }
      let surface =
        (16 - right) * ((16 - down) * corner(0, 0) + down * corner(1, 0))
        + right * ((16 - down) * corner(0, 1) + down * corner(1, 1))
      return Float(3 * surface + 256 * noise[index]) / Float(1 << 18)
    }
  }

  /// `count` values of sequences: 2u.
  func sequences(_ name: String, count: Int) -> [Float] {
    uniform(name, count: count).map { 2 * $0 }
  }

  /// The reparameterisation noise of a training step: 2u.
  func noise(step: Int, count: Int) -> [Float] {
    uniform("noise.\(step)", count: count).map { 2 * $0 }
  }

  /// Classes of a head for the first `labelled` rows, −1 for the others.
  func labels(rows: Int, labelled: Int, head: String = "", classes: Int = 10) -> [Int32] {
    let name = head.isEmpty ? "labels" : "labels." + head
    return words(name, count: rows).enumerated().map { row, word in
      row < labelled ? Int32((word >> 40) % UInt64(classes)) : -1
    }
  }

  /// Element indices at which an array of `count` elements is stored: all of them up to 64,
  /// else word j of "sample.NAME" modulo `count` for j = 0…63.
  func sampleIndices(_ name: String, count: Int) -> [Int] {
    guard count > 64 else { return Array(0..<count) }
    return words("sample." + name, count: 64).map { Int($0 % UInt64(count)) }
  }

  /// The gradient of optimiser step `step`, counted from 0: u·2^−(i mod 16), the last element zero.
  func optimizerGradient(step: Int, count: Int) -> [Float] {
    var values = uniform("optimizer.gradient.\(step)", count: count)
    for index in values.indices {
      values[index] *= 1 / Float(1 << (index % 16))
    }
    if count > 0 {
      values[count - 1] = 0
    }
    return values
  }

  /// Σ (2i + 1)·bits(i) modulo 2⁶⁴ over the bit patterns of `values`.
  static func checksum(_ values: [Float]) -> UInt64 {
    values.enumerated().reduce(0) { sum, element in
      sum &+ UInt64(2 * element.offset + 1) &* UInt64(element.element.bitPattern)
    }
  }

  private static func mixed(_ hash: UInt64, _ index: Int) -> UInt64 {
    var z = hash &+ (UInt64(index) + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
