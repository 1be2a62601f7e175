import Datasets
import Files
import Training

extension TrainingRun {
  /// Where a run is, its settings, and its data as they are in their files.
  struct Start {
    let path: String
    let settings: Settings
    let dataset: any SampleDataset
    /// Whether the run is a new one whose epochs follow from its data.
    let leavesEpochsOpen: Bool

    /// Loads the data; the form of one's own decides the defaults of a new run's settings.
    ///
    /// If Small-NORB is asked for and not found, a stand-in is rendered first.
    ///
    /// - Throws: `RunError`, `DatasetError`, `ComputeError` of the rendering.
    init(_ request: TrainingRequest, stop: StopSignal?, _ report: (RunEvent) -> Void) throws {
      var request = request
      if request.dataset == .own {
        self = try Start(own: request)
        return
      }
      path = try request.directory ?? Self.defaultPath(of: request)
      let saved = try Self.savedSettings(at: path, request)
      if saved == nil, request.dataset == .smallNORB {
        // Wrong settings are found before anything is rendered.
        var trial = request
        trial.data = trial.data ?? "."
        let device = try trial.settings().device
        request.data = try StandInData.folder(for: request, device: device, stop: stop, report)
      }
      settings = try saved.map { try request.settings(resuming: $0) } ?? request.settings()
      leavesEpochsOpen = false
      dataset = try settings.loadData(request.cache)
    }

    /// A run on one's own data.
    private init(own request: TrainingRequest) throws {
      if let directory = request.directory,
        let saved = try Self.savedSettings(at: directory, request)
      {
        path = directory
        settings = try request.settings(resuming: saved)
        leavesEpochsOpen = false
        dataset = try settings.loadData(request.cache)
        return
      }
      let loaded = try request.loadOwnData()
      let new = try request.settings(own: loaded)
      path = request.directory ?? new.defaultRunDirectory
      let saved = try Self.savedSettings(at: path, request)
      settings = try saved.map { try request.settings(resuming: $0) } ?? new
      leavesEpochsOpen = saved == nil && request.leavesEpochsOpen
      dataset =
        settings.userData == new.userData && settings.splitSeed == new.splitSeed
        ? loaded : try settings.loadData(request.cache)
    }

    /// The settings with what follows from the number of rows: open epochs, and the steps of the learning
    /// rate's schedule.
    func settings(stepsPerEpoch: Int) -> Settings {
      let asked =
        leavesEpochsOpen ? settings.reachingLeastSteps(stepsPerEpoch: stepsPerEpoch) : settings
      return asked.resolvingSchedule(stepsPerEpoch: stepsPerEpoch)
    }

    /// The folder of a run that names none.
    private static func defaultPath(of request: TrainingRequest) throws -> String {
      // The name does not depend on the data, whose folder a resumed run knows itself.
      var request = request
      request.data = request.data ?? request.defaultData ?? "."
      return try request.settings().defaultRunDirectory
    }

    /// The settings of the run that the request resumes; nil if there is none.
    private static func savedSettings(
      at path: String, _ request: TrainingRequest
    ) throws -> Settings? {
      // If the folder cannot even be looked into, opening it says why.
      guard request.opening == .resume, FileKind.of(path + "/config.json") != nil else {
        return nil
      }
      return try RunDirectory(reading: path).settings()
    }
  }
}
