import Graphs

extension DeviceTraits {
  /// The grid of a kernel whose work-items process whole rows of a tensor's last axis.
  ///
  /// On a CPU as many work-items as for all elements (`elements`), but no more than rows; on a GPU one
  /// for each row, up to the limit of `elements`.
  func rows(of shape: Shape) -> (global: [Int], local: [Int]) {
    switch family {
    case .cpu: ([max(1, min(shape.rows, elements(shape.count).global[0]))], [1])
    case .gpu: elements(shape.rows)
    }
  }
}
