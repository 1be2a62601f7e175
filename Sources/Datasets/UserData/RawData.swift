/// A user's data as their files give them, before classes are numbered and rows are held out.
package struct RawData: Sendable {
  /// The training or the test part.
  package struct Part: Sendable {
    /// What errors name: the file or folder, with the array's name where there is one.
    package let path: String
    package let source: any SampleSource
    /// One for each head; none where the files have no labels at all.
    package let labels: [RawLabels]
    /// The group of each row, where groups were asked for: rows of one group stay together.
    package let groups: [String]?
    /// Where a row is, for messages: `line 17`, `cat/3.png`; nil where rows have numbers only.
    package let place: (@Sendable (_ row: Int) -> String)?
  }

  package let format: UserDataFormat
  package let kind: SampleKind
  /// The names of features or channels, where the files have them.
  package let columns: [String]?
  package let train: Part
  /// Nil where the files have no test part.
  package let test: Part?
  /// Why nothing can be learned from the samples although each can be read; nil where it can.
  package var trainingFault: DatasetError?
}
