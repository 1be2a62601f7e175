public import Compute
public import Graphs

/// An execution of a plan that was submitted, with the outputs that are on their way to the host.
///
/// Use it from the thread that uses the executor.
public final class PendingExecution {
  private enum State {
    case running(() throws(ComputeError) -> [String: HostTensor<Float>])
    case finished(Result<[String: HostTensor<Float>], ComputeError>)
  }

  private var state: State

  /// - Parameter arrival: waits for the execution and copies its outputs out of memory that is used
  ///   again; called once.
  init(arrival: @escaping () throws(ComputeError) -> [String: HostTensor<Float>]) {
    state = .running(arrival)
  }

  /// An execution that has finished.
  init(_ outputs: [String: HostTensor<Float>]) {
    state = .finished(.success(outputs))
  }

  /// Waits for the execution and returns the requested outputs.
  ///
  /// - Throws: `ComputeError` where the device failed.
  public func outputs() throws(ComputeError) -> [String: HostTensor<Float>] {
    switch state {
    case .finished(let result): return try result.get()
    case .running(let arrival):
      let result = Result { () throws(ComputeError) in try arrival() }
      state = .finished(result)
      return try result.get()
    }
  }
}
