import Datasets
import Testing

@Suite struct MemoryArrayTests {
  private func floats(_ source: MemoryArray, _ rows: [Int]) throws -> [Float] {
    let buffer = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: rows.count * source.sampleShape.reduce(1, *))
    defer { buffer.deallocate() }
    try source.read(rows: rows, into: buffer)
    return Array(buffer)
  }

  @Test func readsRows() throws {
    let source = MemoryArray([1, 2, 3, 4, 5, 6] as [Float], sampleShape: [2, 1])
    #expect(source.count == 3 && source.element == .float && source.sampleShape == [2, 1])
    #expect(try floats(source, [2, 0, 2]) == [5, 6, 1, 2, 5, 6])
    #expect(try floats(source, []).isEmpty)
  }

  @Test func dividesBytes() throws {
    let source = MemoryArray([0, 51, 102, 255] as [UInt8], sampleShape: [2])
    #expect(source.count == 2 && source.element == .byte)
    #expect(try floats(source, [1, 0]) == [0.4, 1, 0, 0.2])
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 2)
    defer { buffer.deallocate() }
    try source.read(rows: [1], into: buffer)
    #expect(Array(buffer) == [102, 255])
  }

  @Test func noSamples() {
    #expect(MemoryArray([] as [Float], sampleShape: [3]).count == 0)
  }
}
