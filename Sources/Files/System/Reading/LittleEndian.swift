/// The little-endian unsigned value of at most 8 bytes.
func littleEndian(_ bytes: some Collection<UInt8>) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
