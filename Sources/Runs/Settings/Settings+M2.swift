import Datasets
import Graphs
import Models
import Training

extension Settings {
  /// Kingma's M2 with the sizes of the settings.
  ///
  /// - Throws: `RunError.usage` for a family other than `ss`, and for data that it is not made for.
  func makeM2(for data: DataDescription) throws(RunError) -> KingmaM2 {
    guard family == .ss else {
      throw .usage(
        setting: Keys.family.name, found: family.rawValue, expected: "ss for model m2",
        advice: "m2 has no other family; model dense has")
    }
    guard [.mnist, .fashionMNIST].contains(dataset.name), let head = data.heads.first else {
      throw .usage(
        setting: Keys.model.name, found: "m2 for \(dataset)", expected: "mnist or fashion-mnist",
        advice: "train another model on these data")
    }
    return KingmaM2(
      inputShape: Shape(data.sampleShape), classes: head.classes.count, width: width,
      latent: latent ?? 2, objective: objective)
  }
}
