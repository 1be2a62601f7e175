import Compute
import Testing

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote), .serialized)
struct MatrixProductTests {
  private static func values(_ count: Int, _ seed: Int) -> [Float] {
    (0..<count).map { Float((($0 + seed) * 37) % 19 - 9) / 8 }
  }

  /// C ← α·op(A)·op(B) + β·C in Double, from plain loops.
  private func expected(
    _ call: MatrixProductCall, _ a: ArraySlice<Float>, _ b: ArraySlice<Float>, _ c: [Float],
    _ offset: Int
  ) -> [Float] {
    var result = c
    for row in 0..<call.m {
      for column in 0..<call.n {
        var sum = 0.0
        for inner in 0..<call.k {
          let left =
            call.transposeA
            ? inner * call.leadingDimensionA + row : row * call.leadingDimensionA + inner
          let right =
            call.transposeB
            ? column * call.leadingDimensionB + inner : inner * call.leadingDimensionB + column
          sum += Double(a[a.startIndex + left]) * Double(b[b.startIndex + right])
        }
        let place = offset + row * call.leadingDimensionC + column
        result[place] = Float(Double(call.alpha) * sum + Double(call.beta) * Double(c[place]))
      }
    }
    return result
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func agreesWithLoops(transposeA: Bool, transposeB: Bool) throws {
    let context = try TestDevice.makeContext(profiling: true)
    let (m, n, k) = (17, 9, 13)
    var call = MatrixProductCall(
      m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, alpha: 1.5, beta: 0.5)
    call.leadingDimensionA += 1
    call.leadingDimensionC += 3
    let a = Self.values(400, 1)
    let b = Self.values(300, 2)
    let c = Self.values(400, 3)
    let bufferC = try context.makeBuffer(c)
    // With CLBlast's own scratch memory and with that of the context.
    if transposeA {
      try context.prepareGEMM(call, label: "product")
    }
    try context.enqueueGEMM(
      call, a: (try context.makeBuffer(a), 5), b: (try context.makeBuffer(b), 7), c: (bufferC, 11),
      label: "product")
    let found = try context.floats(from: bufferC, count: c.count)
    let wanted = expected(call, a[5...], b[7...], c, 11)
    for (index, (value, reference)) in zip(found, wanted).enumerated() {
      #expect(abs(value - reference) <= 1e-4, "element \(index)")
    }
    let entries = try context.profile()
    #expect(entries.map(\.label) == ["product"])
    #expect(entries[0].nanoseconds > 0)
  }

  /// Large products are padded in scratch memory, which is larger where a matrix does not begin its
  /// buffer; the one made ready first is not the largest.
  @Test func scratchMemoryOfTheContextSuffices() throws {
    let context = try TestDevice.makeContext()
    for (m, n, k) in [(530, 517, 513), (1030, 517, 301)] {
      let call = MatrixProductCall(m: m, n: n, k: k, transposeB: true)
      try context.prepareGEMM(call, label: "large")
      let (a, b) = (Self.values(m * k + 3, 4), Self.values(n * k + 5, 5))
      let bufferC = try context.makeBuffer([Float](repeating: .nan, count: m * n + 7))
      try context.enqueueGEMM(
        call, a: (try context.makeBuffer(a), 3), b: (try context.makeBuffer(b), 5),
        c: (bufferC, 7), label: "large")
      let found = try context.floats(from: bufferC, count: m * n + 7)
      for place in stride(from: 0, to: m * n, by: 1009) {
        let (row, column) = (place / n, place % n)
        let sum = (0..<k).reduce(0.0) {
          $0 + Double(a[3 + row * k + $1]) * Double(b[5 + column * k + $1])
        }
        #expect(abs(Double(found[7 + place]) - sum) <= 1e-3, "element \(place)")
      }
    }
  }

  @Test func refusedSizesNameTheCall() throws {
    let context = try TestDevice.makeContext()
    let small = try context.makeBuffer([1, 2, 3, 4])
    let error = #expect(throws: ComputeError.self) {
      try context.enqueueGEMM(
        MatrixProductCall(m: 4, n: 4, k: 4), a: (small, 0), b: (small, 0), c: (small, 0),
        label: "dense1")
    }
    let message = try #require(error).description
    #expect(message.contains("CLBlastInsufficientMemoryA (-1011)") && message.contains("dense1"))
    var wrong = MatrixProductCall(m: 4, n: 4, k: 4)
    wrong.leadingDimensionA = 1
    #expect(throws: ComputeError.self) {
      try context.prepareGEMM(wrong, label: "dense1")
    }
  }
}
