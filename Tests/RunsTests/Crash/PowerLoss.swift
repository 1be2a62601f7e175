import Basics

/// What a disk has of calls that were not synchronised when the power failed.
enum PowerLoss: Hashable, Sendable {
  /// All: the process was killed, and the power stayed.
  case nothing
  /// Neither contents nor names.
  case everything
  /// Names, not contents: new files are empty.
  case contents
  /// Contents, not names: creations, renames and removals are undone.
  case names
  /// Of each folder the first few changes, of each file a part.
  case some(seed: UInt64)

  static let all: [PowerLoss] =
    [.nothing, .everything, .contents, .names] + (0..<3).map { .some(seed: $0) }

  /// How many of a folder's changes are on the disk.
  func kept(of changes: Int, in folder: Int) -> Int {
    switch self {
    case .nothing, .contents: changes
    case .everything, .names: 0
    case .some(let seed): Int(Self.draw(seed, folder) % UInt64(changes + 1))
    }
  }

  /// The content that a file has on the disk.
  func content(now: [UInt8], durable: [UInt8], of file: Int) -> [UInt8] {
    switch self {
    case .nothing, .names: return now
    case .everything, .contents: return durable
    case .some(let seed):
      switch Self.draw(seed, file) % 4 {
      case 0: return now
      case 1: return durable
      case 2: return Array(now.prefix((durable.count + now.count) / 2))
      // The size is on the disk, the bytes are not.
      default:
        return Array(now.prefix(durable.count))
          + [UInt8](repeating: 0, count: max(0, now.count - durable.count))
      }
    }
  }

  private static func draw(_ seed: UInt64, _ number: Int) -> UInt64 {
    var generator = SplitMix64(seed: seed &* 1_000_003 &+ UInt64(number))
    return generator.next()
  }
}
