import Basics
internal import COpenCL
private import Dispatch

/// A compiled program, from which kernels are made.
package final class Program {
  /// What the program was compiled from.
  package let request: ProgramRequest
  let handle: OpaquePointer
  let key: StableHash
  let origin: Origin
  private let device: OpaquePointer
  /// The title of the device, for errors.
  private let title: String

  /// Whether the program was compiled from its text in this process, so that its binary may be saved.
  package var isNew: Bool { origin == .source }

  /// Where the program's code came from.
  enum Origin { case source, binary }

  /// An unbuilt program from the request's text.
  init(
    source request: ProgramRequest, key: StableHash, in context: Context
  ) throws(ComputeError) {
    var status: cl_int = 0
    let created = request.source.withCString { text in
      var line: UnsafePointer<CChar>? = text
      return clCreateProgramWithSource(context.handle, 1, &line, nil, &status)
    }
    self.handle = try check(
      created, status, "clCreateProgramWithSource", request.title, on: context.title)
    self.request = request
    self.key = key
    self.origin = .source
    self.device = context.device.handle
    self.title = context.title
  }

  /// An unbuilt program from a binary; nil where the driver refuses it.
  init?(binary: [UInt8], for request: ProgramRequest, key: StableHash, in context: Context) {
    var status: cl_int = 0
    var binaryStatus: cl_int = 0
    var device: OpaquePointer? = context.device.handle
    let created = binary.withUnsafeBufferPointer { bytes in
      var start = bytes.baseAddress
      var length = bytes.count
      return clCreateProgramWithBinary(
        context.handle, 1, &device, &length, &start, &binaryStatus, &status)
    }
    guard let created else { return nil }
    guard status == CL_SUCCESS, binaryStatus == CL_SUCCESS else {
      clReleaseProgram(created)
      return nil
    }
    self.handle = created
    self.request = request
    self.key = key
    self.origin = .binary
    self.device = context.device.handle
    self.title = context.title
  }

  deinit { clReleaseProgram(handle) }

  /// A new kernel with arguments of its own: one per launch.
  ///
  /// Throws `missingKernel` where the program has no kernel of that name.
  package func makeKernel(named name: String) throws(ComputeError) -> Kernel {
    var status: cl_int = 0
    let created = name.withCString { clCreateKernel(handle, $0, &status) }
    if status == CL_INVALID_KERNEL_NAME {
      throw .missingKernel(kernel: name, program: request.name, available: try kernelNames())
    }
    let kernel = try check(
      created, status, "clCreateKernel", "\(name) of \(request.title)", on: title)
    return Kernel(handle: kernel, name: name, on: title)
  }

  /// The names of all kernels in the built program.
  func kernelNames() throws(ComputeError) -> [String] {
    let handle = self.handle
    let names = try queryText("clGetProgramInfo", request.title) {
      clGetProgramInfo(handle, cl_program_info(CL_PROGRAM_KERNEL_NAMES), $0, $1, $2)
    }
    return names.split(separator: ";").map(String.init)
  }

  /// Throws unless the built program has every kernel that the request names.
  func requireKernels() throws(ComputeError) {
    let names = try kernelNames()
    for name in request.kernelNames where !names.contains(name) {
      throw .missingKernel(kernel: name, program: request.name, available: names)
    }
  }

  /// The device's binary of the built program.
  func binary() throws(ComputeError) -> [UInt8] {
    let handle = self.handle
    let size = try queryInteger(0, "clGetProgramInfo", request.title) {
      clGetProgramInfo(handle, cl_program_info(CL_PROGRAM_BINARY_SIZES), $0, $1, $2)
    }
    var bytes = [UInt8](repeating: 0, count: size)
    let status = bytes.withUnsafeMutableBufferPointer { room in
      var start = room.baseAddress
      return clGetProgramInfo(
        handle, cl_program_info(CL_PROGRAM_BINARIES),
        MemoryLayout<UnsafeMutablePointer<UInt8>?>.size,
        &start, nil)
    }
    try check(status, "clGetProgramInfo", request.title, on: title)
    return bytes
  }
}

extension Program {
  /// The error of a failed build: the log where the compiler rejected the text, otherwise the call.
  func buildError(_ status: Int32) -> ComputeError {
    let log = buildLog()
    do throws(ComputeError) {
      // Without memory or other resources, nothing was compiled, whatever the log says.
      let isShort = (CL_OUT_OF_HOST_MEMORY...CL_MEM_OBJECT_ALLOCATION_FAILURE).contains(status)
      if isShort || (status != CL_BUILD_PROGRAM_FAILURE && log.isEmpty) {
        try check(status, "clBuildProgram", request.title, on: title)
      }
    } catch {
      return error
    }
    return .build(
      kernel: request.title, options: request.options, device: title,
      log: log.isEmpty ? "(the driver gave no log)" : log)
  }

  /// The compiler's log; empty where the driver has none.
  private func buildLog() -> String {
    let (handle, device) = (self.handle, self.device)
    do throws(ComputeError) {
      return try queryText("clGetProgramBuildInfo", request.title) {
        clGetProgramBuildInfo(
          handle, device, cl_program_build_info(CL_PROGRAM_BUILD_LOG), $0, $1, $2)
      }
    } catch {
      // The status of the build says more than that of this question.
      return ""
    }
  }

  /// Builds the programs, several of them in parallel, and returns each status.
  static func build(_ programs: [Program]) -> [Int32] {
    var statuses = [Int32](repeating: 0, count: programs.count)
    statuses.withUnsafeMutableBufferPointer { room in
      // Each iteration owns one program and one element; builds of different programs are
      // thread-safe by the OpenCL standard.
      nonisolated(unsafe) let results = room
      nonisolated(unsafe) let programs = programs
      DispatchQueue.concurrentPerform(iterations: programs.count) { index in
        results[index] = programs[index].build()
      }
    }
    return statuses
  }

  private func build() -> Int32 {
    var device: OpaquePointer? = self.device
    return request.optionLine.withCString { clBuildProgram(handle, 1, &device, $0, nil, nil) }
  }
}
