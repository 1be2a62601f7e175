import Graphs

extension DeviceTraits {
  /// The work-items of a work-group whose sums are trees, as in WorkGroupSum.cl: the largest power of two
  /// that is not above 256 and that the device allows.
  var treeGroup: Int { ChannelGrid.powerOfTwo(upTo: min(256, maximumWorkGroupSize)) }

  /// The grid of a kernel that divides its work into `count` equal parts, such as rows or chunks: in the
  /// GPU family one work-group of `items` for each; in the CPU family work-items, each with a contiguous
  /// range of parts (`FOR_ELEMENTS`).
  func workGroups(_ count: Int, of items: Int) -> (global: [Int], local: [Int]) {
    switch family {
    case .cpu: ([min(count, 4 * computeUnits)], [1])
    case .gpu: ([count * items], [items])
    }
  }
}
