import Graphs

/// Sums over the rows of [rows, channels] on the host, in blocks so that rounding does not grow
/// with the number of rows.
enum ChannelSums {
  /// For each channel the sum of `term(index, channel)`.
  @inline(__always)
  static func sums<Scalar: HostScalar>(
    rows: Int, channels: Int, _ term: (_ index: Int, _ channel: Int) -> Scalar
  ) -> [Scalar] {
    var total = [Scalar](repeating: 0, count: channels)
    for top in stride(from: 0, to: rows, by: 256) {
      var block = [Scalar](repeating: 0, count: channels)
      for row in top..<min(top + 256, rows) {
        for c in 0..<channels { block[c] += term(row * channels + c, c) }
      }
      for c in 0..<channels { total[c] += block[c] }
    }
    return total
  }
}
