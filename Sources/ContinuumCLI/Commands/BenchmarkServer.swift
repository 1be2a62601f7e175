import Continuum
import Foundation

/// Answers requests for benchmarks, one JSON line each, until standard input ends.
///
///     {"model": "norb", "batch_size": 256, "steps": 30}          the document of `benchmark --json`
///     {"task": "prepare", "model": "norb"}                       compiles kernels: {"prepared": "norb"}
///     {"task": "rates"}                                          {"gigaflops": …, "gigabytes_per_second": …}
///
/// What cannot be done is answered by `{"error": …}`, and the next request is read.
struct BenchmarkServer {
  let defaults: BenchmarkCommand
  let environment: Environment

  private enum Task: String, Decodable {
    case time, prepare, rates
  }

  /// A request; what it leaves out is as on the command line.
  private struct Request: Decodable {
    var task: Task?
    var model: String?
    var family: String?
    var batchSize: Int?
    var steps: Int?
    var width: Double?
    var precision: String?
    var profile: Bool?
    var encode: Bool?
    var inference: Bool?

    func benchmark(
      _ defaults: BenchmarkCommand, in environment: Environment
    ) throws(RunError) -> Benchmark {
      typealias Keys = Settings.Keys
      var command = defaults
      if let model { command.model.model = try ModelName(argument: model, of: Keys.model.name) }
      if let family { command.model.family = try Keys.family.value(of: family) }
      if let width { command.model.width = try Keys.width.value(of: "\(width)") }
      if let precision {
        command.precision.precision = try Keys.precision.change(
          to: Keys.precision.value(of: precision))
      }
      command.model.batchSize = batchSize ?? command.model.batchSize
      command.steps = steps ?? command.steps
      command.profile = profile ?? command.profile
      command.encode = encode ?? command.encode
      command.inference = inference ?? command.inference
      return try command.benchmark(in: environment)
    }
  }

  private struct Prepared: Encodable {
    let prepared: String
  }

  private struct Rates: Encodable {
    let gigaflops: Double
    let gigabytesPerSecond: Double
  }

  private struct Refusal: Encodable {
    let error: String
  }

  func run() throws {
    let console = Console(isJSON: true)
    let session = BenchmarkSession()
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    while let line = readLine() {
      do {
        let request = try decoder.decode(Request.self, from: Data(line.utf8))
        try answer(request, in: session, console)
      } catch let error as OutputError {
        throw error
      } catch {
        try console.printLine(Refusal(error: "\(error)"))
      }
    }
    session.close { _ in }
  }

  private func answer(
    _ request: Request, in session: BenchmarkSession, _ console: Console
  ) throws {
    let benchmark = try request.benchmark(defaults, in: environment)
    switch request.task ?? .time {
    case .time: try console.printLine(try session.run(benchmark) { _ in })
    case .prepare:
      try session.prepare(benchmark) { _ in }
      try console.printLine(Prepared(prepared: benchmark.model.rawValue))
    case .rates:
      guard let rates = try session.rates(of: benchmark) else {
        return try console.printLine(Refusal(error: "the host's rates are not measured"))
      }
      try console.printLine(
        Rates(gigaflops: rates.gigaflops, gigabytesPerSecond: rates.gigabytesPerSecond))
    }
  }
}
