/// What to do with an array whose dimensions are not those of samples, in NumPy's words.
///
/// Axes in another order need a transpose: a reshape would keep the order of the values and so
/// scramble every sample.
struct AxisOrder {
  let advice: String

  /// - Parameters:
  ///   - shape: the dimensions of the array.
  ///   - accepted: the dimensions of a sample in each form that is read.
  init(of shape: [Int], accepted: [[Int]]) {
    let found = accepted.lazy.compactMap { Self.transpose(shape, to: $0) }.first
    if let axes = found {
      let list = axes.map { "\($0)" }.joined(separator: ", ")
      advice =
        "the axes are in another order: transpose the array, for example with numpy's "
        + "x.transpose(\(list)); a reshape would scramble it"
    } else if accepted.contains(shape) {
      advice = "one sample needs a first axis of 1, for example with numpy's x[numpy.newaxis]"
    } else {
      advice = "give the array this shape: samples along the first axis, channels along the last"
    }
  }

  /// The first order of the axes that makes the array [N] + `sample`; nil where there is none.
  ///
  /// Of axes with the same length, the one that comes first stays first.
  private static func transpose(_ shape: [Int], to sample: [Int]) -> [Int]? {
    guard shape.count == sample.count + 1 else { return nil }
    for batch in shape.indices {
      var rest = shape.indices.filter { $0 != batch }
      var axes = [batch]
      for length in sample {
        guard let place = rest.firstIndex(where: { shape[$0] == length }) else { break }
        axes.append(rest.remove(at: place))
      }
      if rest.isEmpty { return axes }
    }
    return nil
  }
}
