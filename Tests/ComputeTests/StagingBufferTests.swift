import Compute
import Testing

@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct StagingBufferTests {
  @Test(arguments: [1, 17, 4097])
  func bytesGoThereAndBackWithoutWaiting(_ count: Int) throws {
    let context = try TestDevice.makeContext()
    let given = try StagingBuffer(byteCount: 4 * count, in: context)
    let results = try StagingBuffer(byteCount: 4 * count + 4, in: context)
    let buffer = try context.makeBuffer(byteCount: 4 * count + 8)
    try context.fill(buffer, byteCount: buffer.byteCount)
    let values = (0..<count).map { Float($0) + 0.5 }
    values.withUnsafeBytes { given.bytes.copyMemory(from: $0) }
    try context.write(
      UnsafeRawBufferPointer(given.bytes), to: buffer, byteOffset: 4, blocking: false)
    let event = try context.startReading(from: buffer, byteOffset: 4, into: results.bytes)
    try context.flush()
    try context.wait(for: event)
    #expect(Array(results.bytes.bindMemory(to: Float.self)) == values + [0])
  }

  /// An event is over as soon as its own command is, whatever was submitted since.
  @Test func eventsAreOverInOrder() throws {
    let context = try TestDevice.makeContext()
    let results = try StagingBuffer(byteCount: 8, in: context)
    let parts = (0..<2).map { results.bytes[4 * $0..<4 * $0 + 4] }
    let buffer = try context.makeBuffer([1])
    let first = try context.startReading(
      from: buffer, byteOffset: 0, into: UnsafeMutableRawBufferPointer(rebasing: parts[0]))
    try context.flush()
    try [Float(2)].withUnsafeBytes { try context.write($0, to: buffer) }
    let second = try context.startReading(
      from: buffer, byteOffset: 0, into: UnsafeMutableRawBufferPointer(rebasing: parts[1]))
    try context.flush()
    try context.wait(for: second)
    try context.wait(for: first)
    try context.wait(for: try context.marker())
    #expect(Array(results.bytes.bindMemory(to: Float.self)) == [1, 2])
  }

  @Test func nothingCanBeReadToo() throws {
    let context = try TestDevice.makeContext()
    let empty = try StagingBuffer(byteCount: 0, in: context)
    #expect(empty.bytes.count == 0)
    let buffer = try context.makeBuffer([1])
    try context.wait(for: try context.startReading(from: buffer, byteOffset: 0, into: empty.bytes))
  }
}
