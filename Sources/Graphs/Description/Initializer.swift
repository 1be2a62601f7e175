/// How a variable is initialised.
public enum Initializer: Sendable, Hashable {
  case zeros
  case ones
  /// Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio 2010).
  case glorotUniform(fanIn: Int, fanOut: Int)
  /// A matrix [rows, columns] with orthonormal rows, or columns where they are fewer (Saxe et al.
  /// 2014).
  case orthogonal(rows: Int, columns: Int)
  /// As many chunks of equal size as there are numbers, each filled with its number.
  case parts([Float])

  /// The initial values of a variable; they depend on `seed` and the variable's `name` only.
  public func values(count: Int, seed: UInt64, name: String) -> [Float] {
    switch self {
    case .zeros: return Array(repeating: 0, count: count)
    case .ones: return Array(repeating: 1, count: count)
    case .glorotUniform(let fanIn, let fanOut):
      let limit = (6 / Float(fanIn + fanOut)).squareRoot()
      return Self.philox(seed, name).uniforms(count: count, step: 0).map { limit * (2 * $0 - 1) }
    case .orthogonal(let rows, let columns):
      precondition(count == rows * columns, "\(count) values for a matrix of \(rows) x \(columns)")
      return Self.orthogonal(rows, columns, Self.philox(seed, name))
    case .parts(let numbers):
      precondition(
        !numbers.isEmpty && count.isMultiple(of: numbers.count),
        "\(count) values in \(numbers.count) chunks of equal size")
      return numbers.flatMap { Array(repeating: $0, count: count / numbers.count) }
    }
  }

  private static func philox(_ seed: UInt64, _ name: String) -> Philox {
    Philox(seed: seed, stream: RandomStream("initializer." + name))
  }

  /// Orthonormalises vectors of normal random numbers by the Gram-Schmidt process, done twice.
  ///
  /// The result is that of a QR decomposition with a positive diagonal, so that all directions are
  /// equally likely.
  private static func orthogonal(_ rows: Int, _ columns: Int, _ philox: Philox) -> [Float] {
    let (count, length) = (min(rows, columns), max(rows, columns))
    let blocks = (count * length + 3) / 4
    let normals = (0..<UInt32(blocks)).flatMap {
      philox.normals(block: $0, step: 0, as: Double.self)
    }
    var vectors: [[Double]] = []
    for index in 0..<count {
      var vector = Array(normals[index * length..<(index + 1) * length])
      for _ in 0..<2 {
        for other in vectors {
          let projection = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for place in vector.indices { vector[place] -= projection * other[place] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vectors.append(vector.map { $0 / norm })
    }
    return (0..<rows * columns).map { place in
      let (row, column) = (place / columns, place % columns)
      return Float(rows <= columns ? vectors[row][column] : vectors[column][row])
    }
  }
}
