/// The classes that occur among training labels, numbered densely in ascending order.
///
/// A class without a training row has no parameters and is never predicted.
struct PresentClasses: Sendable {
  /// The classes that occur, ascending.
  let classes: [Int]
  /// The index of each label in `classes`, [labels.count].
  let indices: [Int]

  init(_ labels: [Int]) {
    let largest = labels.reduce(-1, max)
    var place = [Int](repeating: -1, count: largest + 1)
    for label in labels { place[label] = 0 }
    classes = place.indices.filter { place[$0] == 0 }
    for (index, label) in classes.enumerated() { place[label] = index }
    indices = labels.map { place[$0] }
  }

  /// The fraction of predictions that are right.
  static func accuracy(_ predictions: [Int], _ labels: [Int]) -> Double {
    precondition(
      predictions.count == labels.count && !labels.isEmpty,
      "\(predictions.count) predictions for \(labels.count) labels")
    return Double(zip(predictions, labels).count { $0 == $1 }) / Double(labels.count)
  }
}
