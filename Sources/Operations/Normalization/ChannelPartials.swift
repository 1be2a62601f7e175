/// Partial results over [rows, channels]: two values for each channel of each of `count` slices of the
/// rows, and the slice's number of rows.
struct ChannelPartials {
  let count: Int
  let channels: Int

  /// The size of [count][2][channels] floats, then [count].
  var byteCount: Int { count * (2 * channels + 1) * 4 }
}
