import Graphs

extension HalfOperands {
  /// The constants that say which of a kernel's tensors are stored in half precision, by their names
  /// there; the kernel takes the others as float32.
  func constants(_ names: [String: KernelLaunch.Argument]) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: names.filter { contains($0.value) }.map { ("BITS_" + $0.key, 16) })
  }
}
