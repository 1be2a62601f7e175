/// A user's data as their files give them, before classes are numbered and rows are held out.
struct RawData: Sendable {
  /// The training or the test part.
  struct Part: Sendable {
    /// What errors name: the file or folder, with the array's name where there is one.
    let path: String
    let source: any SampleSource
    /// One for each head; none where the files have no labels at all.
    let labels: [RawLabels]
    /// The group of each row, where groups were asked for: rows of one group stay together.
    let groups: [String]?
    /// Where a row is, for messages: `line 17`, `cat/3.png`; nil where rows have numbers only.
    let place: (@Sendable (_ row: Int) -> String)?
  }

  let format: UserDataFormat
  let kind: SampleKind
  /// The names of features or channels, where the files have them.
  let columns: [String]?
  let train: Part
  /// Nil where the files have no test part.
  let test: Part?
}
