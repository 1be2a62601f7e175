internal import COpenCL

extension Context {
  /// Copies `bytes` to the device; if not `blocking`, they must stay unchanged until `finish`.
  package func write(
    _ bytes: UnsafeRawBufferPointer, to buffer: Buffer, byteOffset: Int = 0, blocking: Bool = true
  ) throws(ComputeError) {
    buffer.requireRange(byteOffset, bytes.count, "write")
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    try check(
      clEnqueueWriteBuffer(
        queue, buffer.handle, cl_bool(blocking ? CL_TRUE : CL_FALSE), byteOffset, bytes.count, base,
        0, nil, nil),
      "clEnqueueWriteBuffer", "\(bytes.count) bytes at \(byteOffset)", on: title)
  }

  /// Fills `bytes` from the device, after all commands so far.
  package func read(
    from buffer: Buffer, byteOffset: Int = 0, into bytes: UnsafeMutableRawBufferPointer
  ) throws(ComputeError) {
    buffer.requireRange(byteOffset, bytes.count, "read")
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    defer { hasWaited() }
    try check(
      clEnqueueReadBuffer(
        queue, buffer.handle, cl_bool(CL_TRUE), byteOffset, bytes.count, base, 0, nil, nil),
      "clEnqueueReadBuffer", "\(bytes.count) bytes at \(byteOffset)", on: title)
  }

  /// Starts to fill `bytes` from the device, after all commands so far.
  ///
  /// The memory must neither move nor be read before the returned event is complete.
  package func startReading(
    from buffer: Buffer, byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(ComputeError) -> Event {
    buffer.requireRange(byteOffset, bytes.count, "read")
    guard let base = bytes.baseAddress, bytes.count > 0 else { return try marker() }
    var event: OpaquePointer?
    let status = clEnqueueReadBuffer(
      queue, buffer.handle, cl_bool(CL_FALSE), byteOffset, bytes.count, base, 0, nil, &event)
    return Event(
      handle: try check(
        event, status, "clEnqueueReadBuffer", "\(bytes.count) bytes at \(byteOffset)", on: title),
      submission: nextSubmission)
  }

  /// Copies bytes between buffers on the device; within one buffer the ranges must not overlap.
  package func copy(
    from source: Buffer, byteOffset sourceOffset: Int = 0,
    to target: Buffer, byteOffset targetOffset: Int = 0, byteCount: Int
  ) throws(ComputeError) {
    source.requireRange(sourceOffset, byteCount, "copy, source")
    target.requireRange(targetOffset, byteCount, "copy, target")
    guard byteCount > 0 else { return }
    try check(
      clEnqueueCopyBuffer(
        queue, source.handle, target.handle, sourceOffset, targetOffset, byteCount, 0, nil, nil),
      "clEnqueueCopyBuffer", "\(byteCount) bytes from \(sourceOffset) to \(targetOffset)", on: title
    )
  }

  /// Sets bytes of the buffer to zero.
  package func fill(_ buffer: Buffer, byteOffset: Int = 0, byteCount: Int) throws(ComputeError) {
    buffer.requireRange(byteOffset, byteCount, "fill")
    guard byteCount > 0 else { return }
    // The pattern's size must divide offset and size; the longer the pattern, the faster some drivers.
    let patternSize = [16, 4, 1].first { byteOffset % $0 == 0 && byteCount % $0 == 0 } ?? 1
    var pattern: (UInt64, UInt64) = (0, 0)
    try check(
      clEnqueueFillBuffer(
        queue, buffer.handle, &pattern, patternSize, byteOffset, byteCount, 0, nil, nil),
      "clEnqueueFillBuffer", "\(byteCount) bytes at \(byteOffset)", on: title)
  }
}
