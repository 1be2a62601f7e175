import Basics

/// Compiled programs: shared within the process, and kept as binaries on disk between runs.
///
/// A binary's key covers text, options, device, driver, platform version and format version.
/// A damaged or refused binary is compiled again without a word; a directory that cannot be written
/// is done without. Use a cache from one thread at a time.
package final class ProgramCache {
  /// How many programs were found, compiled, or compiled again.
  package struct Counters: Sendable, Hashable {
    /// Programs loaded from a binary on disk.
    package var hits: Int
    /// Programs without a binary on disk, compiled from their text.
    package var misses: Int
    /// Programs whose binary on disk was damaged or refused, compiled from their text.
    package var rebuilt: Int

    /// Counters with these values.
    package init(hits: Int = 0, misses: Int = 0, rebuilt: Int = 0) {
      self.hits = hits
      self.misses = misses
      self.rebuilt = rebuilt
    }
  }

  /// The version of the files' layout and of what the key covers.
  package static let currentFormatVersion = 1

  /// What happened so far.
  package private(set) var counters = Counters()
  private let store: BinaryStore?
  private let formatVersion: Int
  private var programs: [Slot: Program] = [:]
  // A slot names its context by identity, so the context must outlive it.
  private var contexts: [ObjectIdentifier: Context] = [:]

  private struct Slot: Hashable {
    let context: ObjectIdentifier
    let request: ProgramRequest
  }

  /// A cache in `directory`, made when first needed; nil keeps programs in memory only.
  package init(directory: String?, formatVersion: Int = currentFormatVersion) {
    self.formatVersion = formatVersion
    self.store = directory.map { BinaryStore(directory: $0, formatVersion: formatVersion) }
  }

  /// The compiled program: from memory, from disk, or from its text.
  ///
  /// Throws `build` with the compiler's log, or `missingKernel`.
  package func program(
    for request: ProgramRequest, in context: Context
  ) throws(ComputeError) -> Program {
    let slot = Slot(context: ObjectIdentifier(context), request: request)
    if let program = programs[slot] { return program }
    return try makeReady([request], in: context)[0]
  }

  /// How many programs of the context's device are best built at a time.
  ///
  /// On a GPU all cores compile, several programs for each, so that none waits long for the slowest. On
  /// a CPU the builds go one by one: measured on pocl, threads do not help.
  package func buildsAtATime(in context: Context) -> Int {
    context.device.description.kind == .cpu
      ? 1 : 4 * AvailableCores.current().parallelism
  }

  /// Makes all programs ready, `buildsAtATime` in threads, and returns them in the order of the
  /// requests.
  ///
  /// `progress` gets the number done and the total. Equal requests share one program.
  @discardableResult
  package func prepare(
    _ requests: [ProgramRequest], in context: Context,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(ComputeError) -> [Program] {
    let identity = ObjectIdentifier(context)
    var seen: Set<ProgramRequest> = []
    let pending = requests.filter { request in
      programs[Slot(context: identity, request: request)] == nil && seen.insert(request).inserted
    }
    let total = pending.count
    let width = buildsAtATime(in: context)
    var done = 0
    while done < total {
      let group = pending[done..<min(done + width, total)]
      try makeReady(Array(group), in: context)
      done += group.count
      progress(done, total)
    }
    var ready: [Program] = []
    for request in requests { ready.append(try program(for: request, in: context)) }
    return ready
  }

  /// Writes the program's binary to disk unless it came from there.
  ///
  /// Call it after the program's first launch: pocl finishes compiling only then, and a binary saved
  /// before it loads far more slowly. Never fails; returns whether a file was written.
  @discardableResult
  package func save(_ program: Program) -> Bool {
    guard let store, program.origin == .source else { return false }
    do {
      return store.store(try program.binary(), under: program.key)
    } catch {
      // A driver without binaries costs a compilation per run, never the run.
      return false
    }
  }

  /// Where the binary of `request` lies on disk; nil without a directory.
  package func path(of request: ProgramRequest, on device: DeviceDescription) -> String? {
    store?.path(of: request.key(for: device, formatVersion: formatVersion))
  }
}

extension ProgramCache {
  /// Loads or compiles the programs side by side and remembers them.
  @discardableResult
  private func makeReady(
    _ requests: [ProgramRequest], in context: Context
  ) throws(ComputeError) -> [Program] {
    var loading: [Program] = []
    for request in requests { loading.append(try begin(request, in: context)) }
    let statuses = Program.build(loading)
    var ready: [Program] = []
    for (program, status) in zip(loading, statuses) {
      let finished = try finish(program, status, in: context)
      contexts[ObjectIdentifier(context)] = context
      programs[Slot(context: ObjectIdentifier(context), request: program.request)] = finished
      ready.append(finished)
    }
    return ready
  }

  /// An unbuilt program, from disk where there is a sound binary.
  private func begin(
    _ request: ProgramRequest, in context: Context
  ) throws(ComputeError) -> Program {
    let key = request.key(for: context.device.description, formatVersion: formatVersion)
    switch store?.load(key) ?? .absent {
    case .binary(let bytes):
      if let program = Program(binary: bytes, for: request, key: key, in: context) {
        return program
      }
      counters.rebuilt += 1
    case .unusable: counters.rebuilt += 1
    case .absent: counters.misses += 1
    }
    return try Program(source: request, key: key, in: context)
  }

  /// The program if it was built well; a binary that was not is replaced by a build of the text.
  private func finish(
    _ program: Program, _ status: Int32, in context: Context
  ) throws(ComputeError) -> Program {
    switch program.origin {
    case .source:
      if status != 0 { throw program.buildError(status) }
      try program.requireKernels()
      return program
    case .binary:
      if status == 0, (try? program.requireKernels()) != nil {
        counters.hits += 1
        return program
      }
      counters.rebuilt += 1
      let fresh = try Program(source: program.request, key: program.key, in: context)
      return try finish(fresh, Program.build([fresh])[0], in: context)
    }
  }
}
