import Graphs

extension HalfOperands {
  /// The constants `BITS_name` = 16 of a kernel's tensors that are stored in half precision, from all its
  /// tensors by name; the kernel expects the others in float32.
  func constants(_ names: [String: KernelLaunch.Argument]) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: names.filter { contains($0.value) }.map { ("BITS_" + $0.key, 16) })
  }
}
