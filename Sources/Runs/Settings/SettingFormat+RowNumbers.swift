extension SettingFormat where Value == [Int] {
  /// Row numbers separated by commas; none is the empty text.
  static var rowNumbers: Self {
    Self(
      "different row numbers from 0, separated by commas", parse: { RowNumbers.parse($0) },
      text: { $0.map { "\($0)" }.joined(separator: ",") }, isOmitted: \.isEmpty,
      allows: RowNumbers.areRows)
  }
}

extension SettingFormat where Value == FeedbackRows? {
  /// Rows with feedback, or nil, which is `none` as text.
  static var feedback: Self {
    Self(
      "none, or as continuum feedback writes it: added or alone; rows of false positives; of false "
        + "negatives, each row once",
      parse: { $0 == "none" ? .some(nil) : FeedbackRows($0).map { .some($0) } },
      text: { $0?.description ?? "none" }, isOmitted: { $0 == nil },
      allows: { $0.map { RowNumbers.areRows($0.rows) && !$0.rows.isEmpty } ?? true })
  }
}
