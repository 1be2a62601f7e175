import Compute
import Graphs

extension DeviceMemory {
  /// A buffer of at least `byteCount` bytes, all zero.
  func zeroed(_ byteCount: Int) throws(ComputeError) -> Buffer {
    let buffer = try context.makeBuffer(byteCount: Self.rounded(byteCount))
    try context.fill(buffer, byteCount: buffer.byteCount)
    return buffer
  }

  func write(_ value: HostTensor<Float>, to buffer: Buffer) throws(ComputeError) {
    switch value.storage {
    case .real(let values): try write(values, to: buffer)
    case .integer(let values): try write(values, to: buffer)
    case .byte(let values): try write(values, to: buffer)
    }
  }

  func write<Element: BitwiseCopyable>(
    _ values: [Element], to buffer: Buffer
  ) throws(ComputeError) {
    let context = self.context
    let result = values.withUnsafeBytes { bytes in
      Result { () throws(ComputeError) in try context.write(bytes, to: buffer) }
    }
    try result.get()
  }

  func read(
    _ spec: TensorSpec, from buffer: Buffer, at byteOffset: Int
  ) throws(ComputeError) -> HostTensor<Float> {
    switch spec.elementType {
    case .float32:
      HostTensor(
        try read(Float(0), spec.shape.count, from: buffer, at: byteOffset), shape: spec.shape)
    case .int32:
      HostTensor(
        integers: try read(Int32(0), spec.shape.count, from: buffer, at: byteOffset),
        shape: spec.shape)
    case .uint8:
      HostTensor(
        bytes: try read(UInt8(0), spec.shape.count, from: buffer, at: byteOffset),
        shape: spec.shape)
    case .float16: preconditionFailure("a plan has no outputs of float16")
    }
  }

  func read<Element: BitwiseCopyable>(
    _ zero: Element, _ count: Int, from buffer: Buffer, at byteOffset: Int
  ) throws(ComputeError) -> [Element] {
    let context = self.context
    var values = Array(repeating: zero, count: count)
    let result = values.withUnsafeMutableBytes { bytes in
      Result { () throws(ComputeError) in
        try context.read(from: buffer, byteOffset: byteOffset, into: bytes)
      }
    }
    try result.get()
    return values
  }
}
