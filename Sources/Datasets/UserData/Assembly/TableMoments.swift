/// The mean and the standard deviation of each column of a table, gathered piece by piece.
///
/// The sums of each piece are merged in order: with n rows so far and m more, whose means differ by δ,
/// the mean grows by δ · m / (n + m) and Σ(x − mean)² by the piece's own and δ² · n · m / (n + m).
struct TableMoments {
  private var count = 0
  /// The first row. Sums are relative to it: the deviation of a constant column is exactly 0, and
  /// an offset costs no precision.
  private var origins: [Double] = []
  private var means: [Double]
  private var squares: [Double]

  init(columns: Int) {
    means = [Double](repeating: 0, count: columns)
    squares = means
  }

  /// The statistics of all rows so far.
  ///
  /// - Precondition: there is one.
  var statistics: ColumnStatistics {
    precondition(count > 0, "statistics of no rows")
    return ColumnStatistics(
      means: zip(origins, means).map { $0 + $1 },
      standardDeviations: squares.map { ($0 / Double(count)).squareRoot() })
  }

  /// Adds some rows of `values`, [rows, columns].
  mutating func add(_ rows: [Int], of values: UnsafeBufferPointer<Float>) {
    guard let first = rows.first else { return }
    let columns = means.count
    if count == 0 { origins = (0..<columns).map { Double(values[first * columns + $0]) } }
    let (before, added) = (Double(count), Double(rows.count))
    for column in 0..<columns {
      let origin = origins[column]
      var sum = 0.0
      for row in rows { sum += Double(values[row * columns + column]) - origin }
      let mean = sum / added
      var square = 0.0
      for row in rows {
        let difference = Double(values[row * columns + column]) - origin - mean
        square += difference * difference
      }
      let delta = mean - means[column]
      means[column] += delta * added / (before + added)
      squares[column] += square + delta * delta * before * added / (before + added)
    }
    count += rows.count
  }
}
