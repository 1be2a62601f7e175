internal import COpenCL

/// One call of the matrix product C ← α·op(A)·op(B) + β·C on row-major matrices.
///
/// op(A) is m × k, op(B) is k × n, C is m × n; `transposeA` says that A is stored as k × m,
/// `transposeB` that B is stored as n × k. A leading dimension is the distance in elements between
/// the starts of two stored rows.
package struct MatrixProductCall: Sendable, Hashable {
  package var m: Int
  package var n: Int
  package var k: Int
  package var transposeA: Bool
  package var transposeB: Bool
  package var leadingDimensionA: Int
  package var leadingDimensionB: Int
  package var leadingDimensionC: Int
  package var alpha: Float
  package var beta: Float

  /// A product of the given shape; the leading dimensions default to densely stored rows.
  package init(
    m: Int, n: Int, k: Int, transposeA: Bool = false, transposeB: Bool = false,
    leadingDimensionA: Int? = nil, leadingDimensionB: Int? = nil, leadingDimensionC: Int? = nil,
    alpha: Float = 1, beta: Float = 0
  ) {
    self.m = m
    self.n = n
    self.k = k
    self.transposeA = transposeA
    self.transposeB = transposeB
    self.leadingDimensionA = leadingDimensionA ?? (transposeA ? m : k)
    self.leadingDimensionB = leadingDimensionB ?? (transposeB ? k : n)
    self.leadingDimensionC = leadingDimensionC ?? n
    self.alpha = alpha
    self.beta = beta
  }
}

extension Context {
  /// Puts a matrix product through CLBlast in the queue.
  ///
  /// The first product on a device compiles CLBlast's kernels, which takes seconds. In a profile the
  /// product is one entry, its copies and padding included. Throws `status` for sizes or leading
  /// dimensions that CLBlast refuses.
  package func enqueueGEMM(
    _ call: MatrixProductCall,
    a: (buffer: Buffer, elementOffset: Int), b: (buffer: Buffer, elementOffset: Int),
    c: (buffer: Buffer, elementOffset: Int), label: String
  ) throws(ComputeError) {
    guard isProfiling else { return try product(call, a: a, b: b, c: c, label: label) }
    let start = try makeMarker()
    do {
      try product(call, a: a, b: b, c: c, label: label)
      timings.append(Timing(label: label, from: start, to: try makeMarker()))
    } catch {
      clReleaseEvent(start)
      throw error
    }
  }

  private func product(
    _ call: MatrixProductCall,
    a: (buffer: Buffer, elementOffset: Int), b: (buffer: Buffer, elementOffset: Int),
    c: (buffer: Buffer, elementOffset: Int), label: String
  ) throws(ComputeError) {
    let sizes = [call.m, call.n, call.k]
    let distances = [call.leadingDimensionA, call.leadingDimensionB, call.leadingDimensionC]
    let offsets = [a.elementOffset, b.elementOffset, c.elementOffset]
    precondition(
      (sizes + distances + offsets).allSatisfy { $0 >= 0 },
      "\(label): a matrix product needs sizes and offsets of at least zero, not \(call), \(offsets)"
    )
    var queue: OpaquePointer? = self.queue
    let status = CLBlastSgemm(
      CLBlastLayoutRowMajor,
      call.transposeA ? CLBlastTransposeYes : CLBlastTransposeNo,
      call.transposeB ? CLBlastTransposeYes : CLBlastTransposeNo,
      call.m, call.n, call.k, call.alpha,
      a.buffer.handle, a.elementOffset, call.leadingDimensionA,
      b.buffer.handle, b.elementOffset, call.leadingDimensionB, call.beta,
      c.buffer.handle, c.elementOffset, call.leadingDimensionC, &queue, nil)
    try check(
      status.rawValue, "CLBlastSgemm",
      "\(label), m \(call.m), n \(call.n), k \(call.k), leading dimensions \(distances)")
  }
}
