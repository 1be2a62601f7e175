/// The extents of a matrix product C [M, N] = op(A) [M, K] · op(B) [K, N].
struct GEMMExtents: Hashable, Sendable {
  let m: Int
  let n: Int
  let k: Int

  /// - Precondition: none of them is zero, as the operations' shape rules ensure.
  init(m: Int, n: Int, k: Int) {
    precondition(m > 0 && n > 0 && k > 0, "a matrix product of M \(m), N \(n), K \(k) is empty")
    (self.m, self.n, self.k) = (m, n, k)
  }

  /// The split-K factors to measure.
  var splits: [Int] { [1, 2, 4, 8, 16, 32].filter { $0 == 1 || k / $0 >= 64 } }
}
