/// The form of a user's own data.
package enum UserDataFormat: String, Codable, Sendable, CaseIterable {
  /// One `.npz` with the arrays `x` and, as far as there are any, `y`, `x_test`, `y_test`.
  case npz
  /// A folder with the same arrays as `.npy` files.
  case npy
  /// A `.csv` with a header line.
  case csv
  /// A folder of PNGs, one folder for each class.
  case images
}
