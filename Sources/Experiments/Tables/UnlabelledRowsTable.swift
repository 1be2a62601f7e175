public import Runs

/// Tables 3 and 7: what unlabelled images add to 100 and 1,000 labelled ones.
///
/// `ss` is trained for 10 passes over the unlabelled images, `es` for 20 over the labelled ones
/// (section 3.1.1), each with 10 sets of labelled images, which both families share.
public protocol UnlabelledRowsTable: ClassificationTable {}

extension UnlabelledRowsTable {
  public static var models: [ModelName] { [.dense, .cnn] }
  public static var hasLabelCounts: Bool { true }
  public var title: String { "classification of test images with few labels" }

  public func tableRows() throws -> [TableRow] {
    let counts = options.labels ?? [.count(100), .count(1_000)]
    return try options.selected(Self.models).flatMap { model in
      let isSmall = isQuick && model == .cnn
      return try counts.flatMap { count in
        try rows(
          model, rows: "\(count) labels", paper: count,
          ["labels=\(count)"] + (isSmall ? ["unlabelled=10000"] : []), isSmall: isSmall,
          epochs: { $0 == .es ? 20 : isQuick ? 4 : 10 }, runs: isSmall ? 1 : isQuick ? 3 : 10)
      }
    }
  }
}
