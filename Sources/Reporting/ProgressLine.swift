/// One line that shows the progress of long work: a bar, the count, rate, remaining time and figures.
///
///     epoch 1 ██████░░░░ 290/468 4210 img/s 0:05 left total 181 kl 5.01
package struct ProgressLine: Sendable {
  /// Columns of the terminal; no line is longer.
  package var columns: Int
  /// The bar fills the remaining columns, within this range.
  private static let barColumns = 6...20

  package init(columns: Int) {
    self.columns = columns
  }

  /// The line, without a line break, cut at the terminal's width.
  ///
  /// - Parameters:
  ///   - label: what is being done, before the bar if there is room; may be empty.
  ///   - rate: what is done per second, as a person reads it; may be empty.
  ///   - secondsLeft: the time that the rest will take; nil if it is not known yet.
  ///   - figures: further values with their names.
  package func text(
    _ label: String, done: Int, total: Int, rate: String = "", secondsLeft: Double? = nil,
    figures: [(name: String, value: Double)] = []
  ) -> String {
    let fraction = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
    var parts = ["\(done)/\(total)"]
    if !rate.isEmpty { parts.append(rate) }
    if let secondsLeft { parts.append("\(Self.time(secondsLeft)) left") }
    parts += figures.map { "\($0.name) \(Self.number($0.value, digits: 3))" }
    let rest = parts.joined(separator: " ")
    let room = columns - rest.count - 1
    let isRoomy = !label.isEmpty && room - label.count - 1 >= Self.barColumns.lowerBound
    let front = isRoomy ? label + " " : ""
    let free = room - front.count
    let width = min(max(free, Self.barColumns.lowerBound), Self.barColumns.upperBound)
    let filled = Int((fraction * Double(width)).rounded(.down))
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return String("\(front)\(bar) \(rest)".prefix(columns))
  }

  /// Seconds as `m:ss` or `h:mm:ss`.
  package static func time(_ seconds: Double) -> String {
    let whole = seconds.isFinite ? Int(min(max(0, seconds), 1e9).rounded()) : 0
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// A number with about as many digits as given, by default 181.2, 5.013, 0.04211.
  package static func number(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let size = abs(value)
    if size >= 1e7 || size < 1e-4 { return "\(Float(value))" }
    let least = (1..<max(1, digits)).reduce(1.0) { power, _ in 10 * power }
    var scale = 1.0
    while size * scale < least, scale < 1e8 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return scale == 1 ? "\(Int(rounded))" : "\(rounded)"
  }
}
