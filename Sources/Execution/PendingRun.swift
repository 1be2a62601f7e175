public import Compute
public import Graphs

/// A run that was submitted, with the outputs that are on their way to the host.
///
/// Use it from the thread that uses the executor.
public final class PendingRun {
  private enum State {
    case running(() throws(ComputeError) -> [String: HostTensor<Float>])
    case over(Result<[String: HostTensor<Float>], ComputeError>)
  }

  private var state: State

  /// - Parameter arrival: waits for the run and takes its outputs out of memory that is used again;
  ///   called once.
  init(arrival: @escaping () throws(ComputeError) -> [String: HostTensor<Float>]) {
    state = .running(arrival)
  }

  /// A run that is over.
  init(_ outputs: [String: HostTensor<Float>]) {
    state = .over(.success(outputs))
  }

  /// Waits for the run and returns the outputs that were asked for.
  ///
  /// - Throws: `ComputeError` where the device failed.
  public func outputs() throws(ComputeError) -> [String: HostTensor<Float>] {
    switch state {
    case .over(let result): return try result.get()
    case .running(let arrival):
      let result = Result { () throws(ComputeError) in try arrival() }
      state = .over(result)
      return try result.get()
    }
  }
}
