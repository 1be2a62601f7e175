/// The values of some samples, row-major, in the type in which they are stored.
public enum SampleValues: Sendable, Equatable {
  /// 0 to 255, which models read divided by 255.
  case byte([UInt8])
  /// As models read them.
  case float([Float])

  /// The number of values.
  public var count: Int {
    switch self {
    case .byte(let bytes): bytes.count
    case .float(let floats): floats.count
    }
  }

  /// The type of the values.
  public var element: SampleElement {
    switch self {
    case .byte: .byte
    case .float: .float
    }
  }

  /// The values as models read them; bytes are divided by 255.
  public var floats: [Float] {
    switch self {
    case .byte(let bytes): bytes.map { Float($0) / 255 }
    case .float(let floats): floats
    }
  }

  /// The values followed by zeros, `count` in all.
  package func padded(to count: Int) -> SampleValues {
    let missing = count - self.count
    precondition(missing >= 0, "\(self.count) values do not fit \(count)")
    return switch self {
    case .byte(let bytes): .byte(bytes + Array(repeating: 0, count: missing))
    case .float(let floats): .float(floats + Array(repeating: 0, count: missing))
    }
  }
}

extension LabelledSamples {
  /// The values of some samples in the type in which they are stored: no byte is converted.
  ///
  /// - Throws: where a file cannot be read.
  public func storedValues(
    of rows: some Collection<Int>
  ) throws(DatasetError) -> SampleValues {
    switch element {
    case .byte: .byte(try bytes(of: rows))
    case .float: .float(try values(of: rows))
    }
  }
}
