import Foundation
import Graphs

/// The choices that come with the library, by class of device.
enum ShippedTuning {
  private struct Content: Decodable {
    let classes: [String: TuningRecord]
  }

  /// The record of a class; an empty one where there is none.
  static func record(of deviceClass: String) -> TuningRecord {
    do {
      let data = Data(PackageResources.ShippedTuning_json)
      let content = try JSONDecoder().decode(Content.self, from: data)
      return content.classes[deviceClass] ?? TuningRecord()
    } catch {
      preconditionFailure("ShippedTuning.json: \(error)")
    }
  }
}
