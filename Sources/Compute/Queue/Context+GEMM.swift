internal import COpenCL

/// One call of the matrix product C ← α·op(A)·op(B) + β·C on row-major matrices.
///
/// op(A) is m × k, op(B) is k × n, C is m × n; with `transposeA` A is stored as k × m, with
/// `transposeB` B is stored as n × k. A leading dimension is the distance in elements between the
/// starts of two stored rows.
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

  /// A product of this shape; by default rows are stored densely.
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
  /// Makes a matrix product ready, so that the first one in the queue takes no longer than the others.
  ///
  /// Reserves the scratch memory that CLBlast needs, which all products of the context share, and
  /// executes the product once on temporary operands: CLBlast compiles its kernels at the first call,
  /// which takes seconds, and some drivers finish compiling a kernel only at its first launch.
  ///
  /// Throws `status` for sizes or leading dimensions that CLBlast refuses.
  package func prepareGEMM(_ call: MatrixProductCall, label: String) throws(ComputeError) {
    guard !preparedProducts.contains(call) else { return }
    var queue: OpaquePointer? = self.queue
    var byteCount = 0
    // A matrix at the start of its buffer may need less, so this suffices for any offset.
    let offset = 1
    let status = CLBlastSGemmTempBufferSize(
      CLBlastLayoutRowMajor, call.first, call.second, call.m, call.n, call.k,
      offset, call.leadingDimensionA, offset, call.leadingDimensionB,
      offset, call.leadingDimensionC, &queue, &byteCount)
    try check(status.rawValue, "CLBlastSGemmTempBufferSize", call.detail(label), on: title)
    if byteCount > productScratch?.byteCount ?? 0 {
      productScratch = try makeBuffer(byteCount: byteCount)
    }
    preparedProducts.insert(call)
    let sizes = [
      (call.transposeA ? call.k : call.m) * call.leadingDimensionA,
      (call.transposeB ? call.n : call.k) * call.leadingDimensionB,
      call.m * call.leadingDimensionC,
    ]
    let operands = try makeBuffer(byteCount: 4 * sizes.reduce(0, +))
    try fill(operands, byteCount: operands.byteCount)
    try product(
      call, a: (operands, 0), b: (operands, sizes[0]), c: (operands, sizes[0] + sizes[1]),
      label: label)
    try finish()
  }

  /// Puts a matrix product through CLBlast in the queue.
  ///
  /// A product without `prepareGEMM` may have to wait for CLBlast's compilation, and CLBlast allocates
  /// scratch memory for it. In a profile the product is one entry, including its copies and padding.
  /// Throws `status` for sizes or leading dimensions that CLBlast refuses.
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
    let status = CLBlastSgemmWithTempBuffer(
      CLBlastLayoutRowMajor, call.first, call.second, call.m, call.n, call.k, call.alpha,
      a.buffer.handle, a.elementOffset, call.leadingDimensionA,
      b.buffer.handle, b.elementOffset, call.leadingDimensionB, call.beta,
      c.buffer.handle, c.elementOffset, call.leadingDimensionC, &queue, nil,
      preparedProducts.contains(call) ? productScratch?.handle : nil)
    try check(status.rawValue, "CLBlastSgemm", call.detail(label), on: title)
  }
}

extension MatrixProductCall {
  fileprivate var first: CLBlastTranspose {
    transposeA ? CLBlastTransposeYes : CLBlastTransposeNo
  }

  fileprivate var second: CLBlastTranspose {
    transposeB ? CLBlastTransposeYes : CLBlastTransposeNo
  }

  fileprivate func detail(_ label: String) -> String {
    "\(label), m \(m), n \(n), k \(k), leading dimensions "
      + "\([leadingDimensionA, leadingDimensionB, leadingDimensionC])"
  }
}
