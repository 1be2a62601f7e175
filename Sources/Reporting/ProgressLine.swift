/// One line that shows how far long work is: a bar, the share, rate, remaining time and figures.
///
///     ██████░░░░  62% 290/468  4210 images/s  0:05 left  total 181.20  kl 5.01
public struct ProgressLine: Sendable {
  /// Columns of the terminal; a line never takes more.
  public var columns: Int
  /// The bar takes what the rest leaves, within these.
  private static let barColumns = 6...20

  public init(columns: Int) {
    self.columns = columns
  }

  /// The line, without a line break, cut at the terminal's width.
  ///
  /// - Parameters:
  ///   - label: what is being done, in front; may be empty.
  ///   - rate: what is done per second, as a person reads it; may be empty.
  ///   - secondsLeft: the time that the rest will take; nil where that is not known yet.
  ///   - figures: further values with their names.
  public func text(
    _ label: String, done: Int, total: Int, rate: String = "", secondsLeft: Double? = nil,
    figures: [(name: String, value: Double)] = []
  ) -> String {
    let share = total > 0 ? min(1, max(0, Double(done) / Double(total))) : 1
    var parts = ["\(Int(share * 100))% \(done)/\(total)"]
    if !rate.isEmpty { parts.append(rate) }
    if let secondsLeft { parts.append("\(Self.time(secondsLeft)) left") }
    parts += figures.map { "\($0.name) \(Self.number($0.value))" }
    let rest = parts.joined(separator: "  ")
    let front = label.isEmpty ? "" : label + "  "
    let free = columns - front.count - rest.count - 1
    let width = min(max(free, Self.barColumns.lowerBound), Self.barColumns.upperBound)
    let filled = Int((share * Double(width)).rounded(.down))
    let bar =
      String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    return String("\(front)\(bar) \(rest)".prefix(columns))
  }

  /// Seconds as `m:ss` or `h:mm:ss`.
  public static func time(_ seconds: Double) -> String {
    let whole = seconds.isFinite ? Int(min(max(0, seconds), 1e9).rounded()) : 0
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    return hours > 0 ? "\(hours):\(two(minutes)):\(two(rest))" : "\(minutes):\(two(rest))"
  }

  /// A number with about four digits: 181.2, 5.013, 0.04211.
  public static func number(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return "\(value)" }
    let size = abs(value)
    if size >= 1e7 || size < 1e-4 { return "\(Float(value))" }
    var scale = 1.0
    while size * scale < 1000, scale < 1e8 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && size >= 1000 ? "\(Int(rounded))" : "\(rounded)"
  }
}
