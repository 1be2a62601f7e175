import Files
import Foundation
import Synchronization

/// Decoded pictures, kept as they are first read: in memory where all of them fit, else in a file
/// without a name, whose pages the system keeps in memory as far as there is room.
///
/// Where neither is possible nothing is kept. Several threads may read and keep at the same time.
package final class ImageCache: @unchecked Sendable {
  // Unchecked: a picture's bytes in `memory` are written by the thread that has set its state to
  // `beingKept`, and read only after the state is `kept`.

  /// Where decoded pictures may be kept.
  package struct Limits: Sendable {
    /// The most bytes in memory.
    package var memory = 512 << 20
    /// The folders in which a file is tried, in this order.
    package var folders = Self.standardFolders
    /// The bytes that stay free on the file's disk.
    package var spare = 1 << 30

    package init() {}

    /// `TMPDIR` if it is set, then `/var/tmp`, which is on a disk where `/tmp` may be in memory.
    private static var standardFolders: [String] {
      let temporary = FileManager.default.temporaryDirectory.path
      return temporary == "/tmp" ? ["/var/tmp", "/tmp"] : [temporary, "/var/tmp", "/tmp"]
    }
  }

  private enum Storage {
    case memory(UnsafeMutableRawBufferPointer)
    case file(ScratchFile)
    case none
  }

  private enum State: UInt8 {
    case missing
    case beingKept
    case kept
  }

  private let storage: Storage
  private let size: Int
  private let states: Mutex<[State]>
  /// Set when the file could not be written.
  private let isFull = Atomic(false)

  init(count: Int, bytesPerImage: Int, _ limits: Limits) {
    size = bytesPerImage
    states = Mutex([State](repeating: .missing, count: count))
    let (total, overflows) = count.multipliedReportingOverflow(by: bytesPerImage)
    if overflows {
      storage = .none
    } else if total <= limits.memory {
      // Its pages take memory when they are first written.
      storage = .memory(.allocate(byteCount: total, alignment: 16))
    } else {
      storage = Self.file(total, limits).map { .file($0) } ?? .none
    }
  }

  deinit {
    if case .memory(let bytes) = storage { bytes.deallocate() }
  }

  /// How many of some pictures are not kept.
  func missingCount(_ rows: [Int]) -> Int {
    states.withLock { states in rows.count { states[$0] != .kept } }
  }

  /// Copies a picture that is kept, `bytesPerImage` bytes; false where it is not.
  func read(_ row: Int, into buffer: UnsafeMutableRawBufferPointer) -> Bool {
    guard states.withLock({ $0[row] }) == .kept else { return false }
    switch storage {
    case .memory(let bytes):
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[place(of: row)]))
      return true
    case .file(let file):
      // What cannot be read back is decoded again.
      return (try? file.read(into: buffer, at: row * size)) != nil
    case .none: preconditionFailure("picture \(row) is kept nowhere")
    }
  }

  /// Keeps a decoded picture, unless another thread does so, or there is no room.
  func keep(_ row: Int, _ picture: UnsafeRawBufferPointer) {
    if case .none = storage { return }
    if isFull.load(ordering: .relaxed) { return }
    let isOwn = states.withLock { states in
      guard states[row] == .missing else { return false }
      states[row] = .beingKept
      return true
    }
    guard isOwn else { return }
    let isKept = write(row, picture)
    states.withLock { $0[row] = isKept ? .kept : .missing }
    if !isKept { isFull.store(true, ordering: .relaxed) }
  }

  private func write(_ row: Int, _ picture: UnsafeRawBufferPointer) -> Bool {
    switch storage {
    case .memory(let bytes):
      UnsafeMutableRawBufferPointer(rebasing: bytes[place(of: row)]).copyMemory(from: picture)
      return true
    case .file(let file):
      // The disk may have filled up; the pictures are still there.
      return (try? file.write(picture, at: row * size)) != nil
    case .none: return false
    }
  }

  private func place(of row: Int) -> Range<Int> { row * size..<(row + 1) * size }

  /// A file in the first folder that has room for it.
  private static func file(_ size: Int, _ limits: Limits) -> ScratchFile? {
    limits.folders.lazy.compactMap { folder in
      // Another folder, or no file at all, does as well.
      try? ScratchFile(in: folder, size: size + limits.spare)
    }.first
  }
}
