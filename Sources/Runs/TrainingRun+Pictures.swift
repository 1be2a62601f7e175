import ArrayFiles
import Reporting
import Training

extension TrainingRun {
  /// Writes `images/reconstructions.png` and `images/samples.png` where the family has a decoder.
  func writePictures(_ report: (RunEvent) -> Void) throws {
    guard settings.family != .es else { return }
    let images = data.dataset.test
    let columns = PictureRun.defaultCount
    let rows = PictureRows.choose(PictureRun.rowPairs * columns, of: images.count, seed: nil)
    let reconstructions = try GreyImage.reconstructions(
      of: images, rows: rows, by: predictor, columns: columns)
    let generator = try Generator(settings.makeModel(), on: device.executor)
    let samples = try GreyImage.samples(from: generator, columns: columns, seed: settings.seed)
    for (name, picture) in [("reconstructions", reconstructions), ("samples", samples)] {
      let path = try directory.image("\(name).png")
      try AtomicFile.write(picture.png(), to: path)
      report(.message("picture: \(path)"))
    }
  }
}
